// Patterns that only secrets match, for the scans of the repository and of the publish output.

export const forms = [
  ["a private key", /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=\s]{200,}/],
  ["a signed token", /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/],
  ["a storage key or connection string", /(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}/],
  ["a shared access signature", /[?&]sig=[A-Za-z0-9%]{30,}/],
  ["an Entra client secret", /\b[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}\b/],
  ["a cloud access key", /\bAKIA[0-9A-Z]{16}\b/],
  ["a repository token", /\b(?:ghp|gho|ghs|github_pat)_[A-Za-z0-9_]{30,}/],
  ["a registry token", /\bnpm_[A-Za-z0-9]{36}\b|\boy2[a-z0-9]{43}\b/],
];

/** The kinds of secrets in this text with their lines; never the secret itself. */
export function secretsIn(text) {
  return forms.flatMap(([what, form]) => {
    const found = form.exec(text);
    return found ? [{ what, line: text.slice(0, found.index).split("\n").length }] : [];
  });
}
