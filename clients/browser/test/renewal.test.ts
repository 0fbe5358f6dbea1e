import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { problemOf } from "../src/index.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, refresh, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const orders = "GET /api/proxy/echo/orders";
const post = "POST /api/proxy/echo/orders";

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

  it("is tried when the gateway finds no session although a user is signed in", async () => {
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
