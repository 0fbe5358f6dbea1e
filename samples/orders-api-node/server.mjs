import { createServer } from "node:http";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";

const { ISSUER: issuer, AUDIENCE: audience, PORT: port = "3000" } = process.env;
const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
const keys = createRemoteJWKSet(new URL(metadata.jwks_uri)); // reads the keys again when a token has an unknown kid

const server = createServer(async (request, response) => {
  try {
    const [, token = ""] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
    // typ: an ID token is not accepted (RFC 9068)
    const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: "at+jwt", algorithms: ["RS256"] });
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ user: payload.sub, orders: ["tea", "biscuits"] }));
  } catch (error) {
    const isToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
    response.writeHead(isToken ? 401 : 503, isToken ? { "WWW-Authenticate": "Bearer" } : {}).end();
  }
});
server.listen(Number(port), "127.0.0.1", () => console.log(`Now listening on: http://127.0.0.1:${server.address().port}`));
