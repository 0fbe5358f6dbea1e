import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime } from "./fakeBrowser.js";
import { json } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const orders = "GET /api/proxy/echo/orders";

describe("what leaves the page", () => {
  it("carries the header and same-origin credentials, whatever the caller says", async () => {
    const { te } = browser.connect();
    browser.gateway.on(orders, json({}));
    await te.fetch("/api/proxy/echo/orders", { headers: { "X-CSRF": "0", "X-Mine": "a" }, credentials: "omit", mode: "cors", referrerPolicy: "no-referrer" });
    const [seen] = browser.gateway.seen;
    expect(seen).toMatchObject({ mode: "same-origin", credentials: "same-origin", redirect: "follow", referrerPolicy: "same-origin" });
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
    tab.document.baseURI = "https://evil.example/";
    await expect(te.fetch("api/proxy/echo/orders")).rejects.toThrow(TypeError);
    expect(browser.gateway.seen).toEqual([]);
  });

  it("keeps speaking to the page's origin when markup moves the base URI", async () => {
    const tab = browser.tab();
    tab.document.baseURI = "https://evil.example/";
    const { te } = browser.connect(tab);
    browser.gateway.on("GET /api/auth/session", json({ isAuthenticated: false }));
    await te.session();
    expect(browser.gateway.seen[0]!.url).toBe("https://app.example/api/auth/session");
  });

  it("resolves relative addresses against a gateway on another origin, whatever markup says", async () => {
    const tab = browser.tab();
    tab.document.baseURI = "https://evil.example/";
    const { te } = browser.connect(tab, { basePath: "https://api.app.example/api" });
    browser.gateway.on(orders, json({}), json({}));
    await te.fetch("/api/proxy/echo/orders");
    await te.fetch("proxy/echo/orders");
    expect(browser.gateway.seen.map(({ url }) => url)).toEqual(Array(2).fill("https://api.app.example/api/proxy/echo/orders"));
    await expect(te.fetch("//evil.example/api/proxy/echo/orders")).rejects.toThrow(TypeError);
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
