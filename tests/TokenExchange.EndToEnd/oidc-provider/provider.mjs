// An OpenID provider nobody here wrote, put together for one test. Takes its configuration as JSON in the first argument:
//   idTokenAlg                RS256 (default), PS256, ES256
//   tokenAuthMethods          what the token endpoint takes, e.g. ["client_secret_basic"]
//   clientAssertionAlgs       what client assertions may be signed with
//   requirePushedRequests     true: no authorization without RFC 9126
//   rotateRefreshTokens       true (default): every refresh token is used once; a second use ends the grant
//   pushedRequests, revocation, endSession, backchannelLogout   features, true by default
//   accessTokenSeconds        default 300
// Prints {"ready":true,"issuer":"..."} when it listens. Everybody who is named by login_hint (default "alice") is signed in without a page.
//
// Control, for the tests: POST /control/client (client metadata), POST /control/keys/rotate (a new key, the old one withdrawn at once),
// GET /control/log (what arrived; values of secrets are left out).
import { createServer } from "node:http";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import Provider, { errors, interactionPolicy } from "oidc-provider";

const settings = {
  idTokenAlg: "RS256",
  tokenAuthMethods: ["client_secret_basic"],
  clientAssertionAlgs: ["RS256", "PS256", "ES256"],
  pushedRequests: true,
  requirePushedRequests: false,
  rotateRefreshTokens: true,
  revocation: true,
  endSession: true,
  backchannelLogout: true,
  accessTokenSeconds: 300,
  ...JSON.parse(process.argv[2] ?? "{}"),
};

const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
const clients = new Map();
const log = [];
const store = new Map();
let keys = [signingKey(settings.idTokenAlg)];

/** Everything in memory, and shared by all providers of this process: a key rotation makes a new one that knows what the old one knew. */
class Store {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model}:${id}`;
  }

  async upsert(id, payload, expiresIn) {
    store.set(this.key(id), { payload, until: expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000 });
  }

  async find(id) {
    if (this.model === "Client") {
      return clients.get(id);
    }

    const entry = store.get(this.key(id));
    return entry && entry.until > Date.now() ? entry.payload : undefined;
  }

  async findBy(member, value) {
    const prefix = `${this.model}:`;
    return [...store].find(([key, { payload }]) => key.startsWith(prefix) && payload[member] === value)?.[1].payload;
  }

  async findByUid(uid) {
    return await this.findBy("uid", uid);
  }

  async findByUserCode(userCode) {
    return await this.findBy("userCode", userCode);
  }

  async consume(id) {
    store.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    store.delete(this.key(id));
  }

  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of store) {
      if (payload.grantId === grantId) {
        store.delete(key);
      }
    }
  }
}

function signingKey(alg) {
  // Encoded by the generator itself: with Node.js 20, export() of a key that was just made waits for ever about once in a thousand times.
  const encoding = { publicKeyEncoding: { format: "jwk" }, privateKeyEncoding: { format: "jwk" } };
  const { privateKey } = alg === "ES256"
    ? generateKeyPairSync("ec", { namedCurve: "P-256", ...encoding })
    : generateKeyPairSync("rsa", { modulusLength: 2048, ...encoding });
  return { ...privateKey, kid: randomUUID(), use: "sig", alg };
}

function policy() {
  const { Check, base } = interactionPolicy;
  const prompts = base();
  prompts.get("login").checks.add(new Check("acr_values", "The session is weaker than what was asked for", ({ oidc }) => {
    const wanted = (oidc.params.acr_values ?? "").split(" ").filter(Boolean);
    return wanted.length > 0 && !wanted.includes(oidc.acr) && !oidc.result?.login && wanted.some((acr) => ["1", "2"].includes(acr))
      ? Check.REQUEST_PROMPT
      : Check.NO_NEED_TO_PROMPT;
  }));
  return prompts;
}

function page(body) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>oidc-provider</title></head><body>${body}</body></html>`;
}

function build(issuer) {
  const provider = new Provider(issuer, {
    adapter: Store,
    jwks: { keys },
    fetch: (url, { dispatcher, ...options }) => fetch(url, options), // its own dispatcher refuses loopback, where the gateway stands here
    cookies: { keys: ["only for tests, on loopback"] },
    clientAuthMethods: settings.tokenAuthMethods,
    scopes: ["openid", "offline_access", "profile", "email"],
    claims: { profile: ["name", "preferred_username"], email: ["email"], acr: null, auth_time: null },
    conformIdTokenClaims: false,
    acrValues: ["1", "2"],
    pkce: { required: () => true },
    rotateRefreshToken: settings.rotateRefreshTokens,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"), // whether or not a consent was asked for
    ttl: {
      AccessToken: settings.accessTokenSeconds, AuthorizationCode: 60, IdToken: 300, RefreshToken: 86400, Grant: 86400, Session: 86400, Interaction: 600,
    },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: settings.pushedRequests, requirePushedAuthorizationRequests: settings.requirePushedRequests },
      revocation: { enabled: settings.revocation },
      backchannelLogout: { enabled: settings.backchannelLogout },
      rpInitiatedLogout: {
        enabled: settings.endSession,
        logoutSource(ctx, form) {
          ctx.body = page(`<h1>Sign out?</h1>${form}<button name="logout" value="yes" type="submit" form="op.logoutForm">Yes, sign me out</button>`);
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = page("<h1>Signed out</h1>");
        },
      },
    },
    enabledJWA: {
      idTokenSigningAlgValues: [settings.idTokenAlg],
      clientAuthSigningAlgValues: settings.clientAssertionAlgs,
    },
    interactions: { policy: policy(), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_ctx, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, name: sub[0].toUpperCase() + sub.slice(1), preferred_username: sub, email: `${sub}@example.com` }),
    }),
    async loadExistingGrant({ oidc }) {
      const id = oidc.session.grantIdFor(oidc.client.clientId);
      if (id) {
        return await oidc.provider.Grant.find(id);
      }

      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid offline_access profile email");
      await grant.save();
      return grant;
    },
    renderError: async (ctx, out) => {
      ctx.type = "html";
      ctx.body = page(`<h1>${out.error}</h1><p>${String(out.error_description).replaceAll("<", "&lt;")}</p>`);
    },
  });
  provider.registerGrantType(tokenExchange, ctx => exchange(provider, ctx), ["subject_token", "subject_token_type", "requested_token_type", "audience", "scope"]);
  for (const event of ["server_error", "authorization.error", "grant.error", "pushed_authorization_request.error", "revocation.error", "end_session.error"]) {
    provider.on(event, (_ctx, error) => console.error(`${event}: ${describe(error)}`));
  }

  provider.on("backchannel.error", (_ctx, error) => console.error(`backchannel.error: ${describe(error)}`));
  return provider;
}

/** Token exchange (RFC 8693), for which this provider has a place and no code: an access token of this client for one of the API named by `audience`. */
async function exchange(provider, ctx) {
  const { client, params } = ctx.oidc;
  const subject = await provider.AccessToken.find(params.subject_token);
  if (params.subject_token_type !== accessTokenType || params.requested_token_type !== accessTokenType) {
    throw new errors.InvalidRequest("only access tokens are exchanged");
  }

  if (!subject || subject.isExpired || subject.clientId !== client.clientId) {
    throw new errors.InvalidGrant("the subject token is not valid");
  }

  if (params.audience !== "orders-api") {
    throw new errors.InvalidTarget("the audience is unknown");
  }

  const { accountId, grantId, sessionUid, expiresWithSession } = subject;
  const issued = new provider.AccessToken({ client, accountId, grantId, sessionUid, expiresWithSession, gty: "token-exchange", scope: "openid" });
  ctx.body = { access_token: await issued.save(), issued_token_type: accessTokenType, token_type: "Bearer", expires_in: issued.expiration };
}

function describe(error) {
  return [error.message, error.error_detail, error.cause && describe(error.cause)].filter(Boolean).join("; ");
}

const secrets = new Set(["code", "client_secret", "client_assertion", "code_verifier", "refresh_token", "token", "id_token_hint", "request_uri", "subject_token"]);

function note(request, body) {
  const url = new URL(request.url, "http://provider.invalid");
  const form = Object.fromEntries(new URLSearchParams(body));
  const masked = (pairs) => Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, secrets.has(name) ? "given" : value]));
  const assertion = form.client_assertion ? decode(form.client_assertion) : undefined;
  log.push({
    method: request.method,
    path: url.pathname,
    query: masked(Object.fromEntries(url.searchParams)),
    form: masked(form),
    authentication: request.headers.authorization?.split(" ")[0] ?? "",
    assertion,
  });
}

/** Header and claims of an assertion: neither is secret, and the signature is left out. */
function decode(jwt) {
  const [header, claims] = jwt.split(".", 2).map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  return { header, claims };
}

async function read(request) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }

  return Buffer.concat(parts).toString();
}

async function control(path, request, response) {
  const body = request.method === "POST" ? JSON.parse((await read(request)) || "{}") : undefined;
  let answer = {};
  if (path === "/control/client") {
    clients.set(body.client_id, {
      response_types: ["code"], grant_types: ["authorization_code", "refresh_token"], id_token_signed_response_alg: settings.idTokenAlg, ...body,
    });
  } else if (path === "/control/keys/rotate") {
    keys = [signingKey(settings.idTokenAlg)]; // the old one is withdrawn at once
    replace();
    answer = { kid: keys[0].kid };
  } else if (path === "/control/log") {
    answer = log;
  } else {
    response.statusCode = 404;
  }

  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(answer));
}

async function interaction(request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const acr = (params.acr_values ?? "").split(" ").find((value) => ["1", "2"].includes(value)) ?? "1";
  const login = { accountId: params.login_hint ?? "alice", acr, amr: ["pwd"], remember: true };
  await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

/** The provider reads the body itself from `request.body` when something before it has read the stream. */
async function serve(request, response) {
  const { pathname } = new URL(request.url, "http://provider.invalid");
  if (pathname.startsWith("/control/")) {
    return await control(pathname, request, response);
  }

  let body = "";
  if (request.method === "POST") {
    body = await read(request);
    request.body = Object.fromEntries(new URLSearchParams(body));
  }

  note(request, body);
  if (pathname.startsWith("/interaction/")) {
    return await interaction(request, response);
  }

  return await callback(request, response);
}

let provider;
let callback;
let issuer;

function replace() {
  provider = build(issuer);
  callback = provider.callback();
}

const server = createServer((request, response) => {
  serve(request, response).catch((error) => {
    console.error(error);
    response.statusCode = 500;
    response.end();
  });
});
server.listen(Number(settings.port ?? 0), "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  replace();
  console.log(JSON.stringify({ ready: true, issuer }));
});
process.stdin.on("end", () => process.exit(0)).resume(); // whoever started this is gone
