import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problemOf } from "../src/index.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const orders = "GET /api/proxy/echo/orders";
const post = "POST /api/proxy/echo/orders";
const refresh = "POST /api/auth/refresh";

describe("what leaves the page", () => {
  it("carries the header and same-origin credentials, whatever the caller says", async () => {
    const { te } = browser.connect();
    browser.gateway.on(orders, json({}));
    await te.fetch("/api/proxy/echo/orders", { headers: { "X-CSRF": "0", "X-Mine": "a" }, credentials: "omit", mode: "cors" });
    const [seen] = browser.gateway.seen;
    expect(seen).toMatchObject({ mode: "same-origin", credentials: "same-origin", redirect: "follow" });
    expect(seen!.headers.get("X-CSRF")).toBe("1");
    expect(seen!.headers.get("X-Mine")).toBe("a");
  });

  it.each([
    "https://evil.example/api/proxy/echo/orders", "//evil.example/x", "\\\\evil.example/x", "/\\evil.example", "https:/\\evil.example", "http://app.example/x",
    "https://app.example:8443/x", "https://app.example.evil.example/x", "https://app.example@evil.example/x", "\t//evil.example", "data:text/plain,x",
  ])("never goes to another origin: %s", async input => {
    const { te } = browser.connect();
    await expect(te.fetch(input)).rejects.toThrow(TypeError);
    expect(browser.gateway.seen).toEqual([]);
  });

  it("never goes to another origin by URL, Request, object or base element", async () => {
    const { te, tab } = browser.connect();
    const turns = ["https://app.example/x", "https://evil.example/x"];
    const lying = { toString: () => turns.pop()! } as unknown as string;
    await expect(te.fetch(new URL("https://evil.example/x"))).rejects.toThrow(TypeError);
    await expect(te.fetch(new Request("https://evil.example/x"))).rejects.toThrow(TypeError);
    await expect(te.fetch(lying)).rejects.toThrow(TypeError);
    const twoFaced = new Request("https://evil.example/x");
    Object.defineProperty(twoFaced, "url", { value: "https://app.example/x" });
    await expect(te.fetch(twoFaced)).rejects.toThrow(TypeError);
    tab.baseUri = "https://evil.example/";
    await expect(te.fetch("api/proxy/echo/orders")).rejects.toThrow(TypeError);
    expect(browser.gateway.seen).toEqual([]);
  });

  it("keeps speaking to the page's origin when markup moves the base URI", async () => {
    const tab = browser.tab();
    tab.baseUri = "https://evil.example/";
    const { te } = browser.connect(tab);
    browser.gateway.on("GET /api/auth/session", json({ isAuthenticated: false }));
    await te.session();
    expect(browser.gateway.seen[0]!.url).toBe("https://app.example/api/auth/session");
  });

  it("includes credentials, and refuses redirects, for a gateway on another origin; and goes nowhere else", async () => {
    const { te } = browser.connect(browser.tab(), { basePath: "https://api.app.example/api/" });
    browser.gateway.on(orders, json({}));
    await te.fetch("https://api.app.example/api/proxy/echo/orders");
    expect(browser.gateway.seen[0]).toMatchObject({ mode: "cors", credentials: "include", redirect: "error" });
    await expect(te.fetch("https://app.example/x")).rejects.toThrow(TypeError);
    expect(browser.gateway.seen).toHaveLength(1);
  });
});

describe("renewal", () => {
  it("renews once and sends once more, also a POST: it was not forwarded", async () => {
    const { te } = browser.connect();
    browser.gateway.on(post, problem(401, "session_expired", "login"), json({ ok: true })).on(refresh, json(view()));
    const response = await te.fetch("/api/proxy/echo/orders", { method: "POST", body: "a=1" });
    expect(await response.json()).toEqual({ ok: true });
    expect(browser.gateway.seen.filter(({ path }) => path.endsWith("orders")).map(({ body }) => body)).toEqual(["a=1", "a=1"]);
  });

  it("does not loop when the second answer is a refusal too", async () => {
    const { te } = browser.connect();
    browser.gateway.on(orders, problem(401, "session_expired", "login"), problem(401, "session_expired", "login")).on(refresh, json(view()));
    const response = await te.fetch("/api/proxy/echo/orders");
    expect(response.status).toBe(401);
    expect(browser.gateway.seen).toHaveLength(3);
  });

  it("does not loop when the renewal is refused: the page gets its answer, body unread, and the session is over", async () => {
    const { te, types } = browser.connect();
    browser.gateway.on("GET /api/auth/session", json(view()));
    await te.session();
    browser.gateway.on(orders, problem(401, "session_expired", "login")).on(refresh, problem(401, "session_expired", "login"));
    const response = await te.fetch("/api/proxy/echo/orders");
    expect(await problemOf(response)).toMatchObject({ code: "session_expired", action: "login", status: 401, traceId: "4bf92f35" });
    expect(await response.json()).toMatchObject({ code: "session_expired" });
    expect(types()).toEqual(["signed-in", "expired"]);
    expect(browser.gateway.count(refresh)).toBe(1);
  });

  it("keeps the session when the renewal fails by an outage", async () => {
    const { te, types } = browser.connect();
    browser.gateway.on("GET /api/auth/session", json(view()));
    await te.session();
    browser.gateway.on(orders, problem(401, "session_expired", "login")).on(refresh, problem(503, "vault_unavailable", "retry", 5));
    expect((await te.fetch("/api/proxy/echo/orders")).status).toBe(401);
    expect(types()).toEqual(["signed-in"]);
  });

  it.each([["not ours", new Response(null, { status: 401 })], ["stepup", problem(401, "stepup_required", "stepup")],
    ["revoked", problem(401, "session_revoked", "login")], ["csrf", problem(403, "csrf_failed")], ["anonymous", problem(401, "not_authenticated", "login")]])(
    "is not tried for what it cannot help: %s", async (_, answer) => {
      const { te } = browser.connect();
      browser.gateway.on(orders, answer);
      expect((await te.fetch("/api/proxy/echo/orders")).status).toBe(answer.status);
      expect(browser.gateway.seen).toHaveLength(1);
    });

  it("is tried when the gateway sees nobody although somebody is signed in", async () => {
    const { te } = browser.connect();
    browser.gateway.on("GET /api/auth/session", json(view())).on(orders, problem(401, "not_authenticated", "login"), json(1)).on(refresh, json(view()));
    await te.session();
    expect((await te.fetch("/api/proxy/echo/orders")).status).toBe(200);
  });

  it("is one for many calls that fail together, and none for one that fails late", async () => {
    const { te } = browser.connect();
    let late!: (response: Response) => void;
    browser.gateway
      .on(orders, () => new Promise<Response>(resolve => void (late = resolve)), ...Array.from({ length: 3 }, () => problem(401, "session_expired", "login")))
      .on(orders, json(1), json(2), json(3), json(4)).on(refresh, json(view()));
    const all = Array.from({ length: 4 }, () => te.fetch("/api/proxy/echo/orders"));
    await settle();
    late(problem(401, "session_expired", "login"));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(browser.gateway.count(refresh)).toBe(1);
  });

  it("is not followed by a second sending of a stream or of a Request's body", async () => {
    const { te } = browser.connect();
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("a"));
        controller.close();
      },
    });
    browser.gateway.on(post, problem(401, "session_expired", "login"), problem(401, "session_expired", "login"));
    expect((await te.fetch("/api/proxy/echo/orders", { method: "POST", body: stream, duplex: "half" } as RequestInit)).status).toBe(401);
    expect((await te.fetch(new Request("https://app.example/api/proxy/echo/orders", { method: "POST", body: "a" }))).status).toBe(401);
    expect(browser.gateway.seen).toHaveLength(2);
  });

  it("is followed by a second sending of a Request without a body", async () => {
    const { te } = browser.connect();
    browser.gateway.on(orders, problem(401, "session_expired", "login"), json(1)).on(refresh, json(view()));
    expect((await te.fetch(new Request("https://app.example/api/proxy/echo/orders", { headers: { "X-Mine": "a" } }))).status).toBe(200);
    expect(browser.gateway.seen.at(-1)!.headers.get("X-Mine")).toBe("a");
  });
});

describe("coming back later", () => {
  it.each(["GET", "PUT", "DELETE"])("waits as long as it is told, once: %s", async method => {
    const { te } = browser.connect();
    browser.gateway.on(`${method} /api/proxy/echo/orders`, problem(503, "vault_unavailable", "retry", 5), problem(503, "vault_unavailable", "retry", 5));
    const call = te.fetch("/api/proxy/echo/orders", { method });
    await settle();
    await vi.advanceTimersByTimeAsync(4999);
    expect(browser.gateway.seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect((await call).status).toBe(503);
    expect(browser.gateway.seen).toHaveLength(2);
  });

  it.each([
    ["a POST", "POST", problem(503, "vault_unavailable", "retry", 1)],
    ["a POST that the API may have seen", "POST", problem(504, "upstream_timeout", "retry", 1)],
    ["a long wait", "GET", problem(429, "rate_limited", "retry", 11)],
    ["no time given", "GET", problem(503, "vault_unavailable", "retry")],
    ["another action", "GET", problem(500, "internal_error", "none", 1)],
    ["the API's own answer", "GET", new Response(null, { status: 503, headers: { "Retry-After": "1" } })],
  ])("surfaces at once: %s", async (_, method, answer) => {
    const { te } = browser.connect();
    browser.gateway.on(`${method} /api/proxy/echo/orders`, answer);
    expect(await te.fetch("/api/proxy/echo/orders", { method })).toBe(answer);
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it("gives up the wait when the caller does", async () => {
    const { te } = browser.connect();
    const abort = new AbortController();
    browser.gateway.on(orders, problem(503, "vault_unavailable", "retry", 5));
    const call = te.fetch("/api/proxy/echo/orders", { signal: abort.signal });
    const outcome = expect(call).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await outcome;
    expect(vi.getTimerCount()).toBe(0);
    expect(browser.gateway.seen).toHaveLength(1);
  });
});

it("gives up on the caller's signal while the renewal, which others may share, goes on", async () => {
  const { te, types } = browser.connect();
  const abort = new AbortController();
  let answer!: (response: Response) => void;
  browser.gateway.on(orders, problem(401, "session_expired", "login")).on(refresh, () => new Promise<Response>(resolve => void (answer = resolve)));
  const outcome = expect(te.fetch("/api/proxy/echo/orders", { signal: abort.signal })).rejects.toThrow("enough");
  await settle();
  abort.abort(new Error("enough"));
  await outcome;
  answer(json(view()));
  await settle();
  expect(types()).toEqual(["signed-in"]);
});
