import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localPath, navigable } from "../src/addresses.js";
import { popup } from "../src/popup.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const login = "POST /api/auth/login";
const begun = (state = "st4te") => json({ authorizationUrl: `https://idp.example/authorize?state=${state}`, expiresIn: 600 });

describe("login", () => {
  it("asks the gateway and goes to the provider, to come back to where the user is", async () => {
    const { te, tab } = browser.connect(browser.tab("https://app.example/orders?page=2#top"));
    browser.gateway.on(login, begun());
    await te.login({ loginHint: "alice", maxAge: 0 });
    expect(tab.assigned).toEqual(["https://idp.example/authorize?state=st4te"]);
    expect(JSON.parse(browser.gateway.seen[0]!.body)).toEqual({ loginHint: "alice", maxAge: 0, returnUrl: "/orders?page=2#top" });
    expect(browser.gateway.seen[0]!.headers.get("X-CSRF")).toBe("1");
    expect(browser.gateway.seen[0]).toMatchObject({ mode: "same-origin", credentials: "same-origin", redirect: "error", referrerPolicy: "same-origin", keepalive: true });
  });

  it("leaves the return path to the gateway when it would refuse where the user is", async () => {
    const { te } = browser.connect(browser.tab("https://app.example/a%2Fb"));
    browser.gateway.on(login, begun());
    await te.login();
    expect(JSON.parse(browser.gateway.seen[0]!.body)).toEqual({});
  });

  it.each(["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "/relative", "//evil.example", "", null, 7,
    "http://idp.example/", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://localhost@evil.example/", "http://localhost:80@evil.example/", "http://[::1]:80@evil.example/", "vbscript:x", "blob:https://a/b", "file:///x"])(
    "never goes to %s", async authorizationUrl => {
      const { te, tab } = browser.connect();
      browser.gateway.on(login, json({ authorizationUrl, expiresIn: 600 })).on("POST /api/auth/logout", json({ logoutUrl: authorizationUrl }));
      await expect(te.login()).rejects.toMatchObject({ code: "address_refused", action: "none" });
      if (authorizationUrl !== null) {
        await expect(te.logout()).rejects.toMatchObject({ code: "address_refused" });
      }
      expect(tab.assigned).toEqual([]);
    });

  it.each(["https://idp.example/a", "http://localhost:5081/a", "http://127.0.0.1:5081/a", "http://[::1]:5081/a"])("goes to %s", url => expect(navigable(url)).toBe(url));

  it.each(["/", "/a/b?c=//d#e", "/a/", "/a%20b", "/a.b/..c", "/?x=%2F", "/list?filter[state]=open&x={1}|^`#[2]", "/a|b/{c}/[d]"])("takes the return path %s", path => expect(localPath(path)).toBe(path));

  it.each(["", "a", "//evil.example", "/\\evil.example", "/a//b", "/../a", "/a/..", "/%2e%2E/a", "/.%2e/a", "/%2f/evil", "/%5cevil", "/a%00", "/a%0d%0aX", "/%c2%85", "/%7f", "/%", "/%zz",
    "/ä", "/a b", "/a\tb", "https://app.example/", "javascript:x", "/" + "a".repeat(2048)])(
    "refuses the return path %s", async path => {
      expect(localPath(path)).toBe(undefined);
      const { te, tab } = browser.connect(browser.tab(), { popup });
      await expect(te.login({ returnUrl: path, popup: true })).rejects.toMatchObject({ code: "return_url_denied", action: "none", status: 0 });
      expect(browser.gateway.seen).toEqual([]);
      expect(tab.popups).toEqual([]);
    });

  it("gives up when the caller does, and never navigates then", async () => {
    const { te, tab } = browser.connect();
    const abort = new AbortController();
    browser.gateway.on(login, "hang");
    const outcome = expect(te.login({ signal: abort.signal })).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await outcome;
    await expect(te.login({ signal: abort.signal })).rejects.toThrow("enough");
    expect(browser.gateway.seen).toHaveLength(1);
    expect(tab.assigned).toEqual([]);
  });
});
