import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { problem } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const orders = "GET /api/proxy/echo/orders";

describe("coming back later", () => {
  it.each(["GET", "PUT", "DELETE"])("waits for Retry-After, once: %s", async method => {
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
