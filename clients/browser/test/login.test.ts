import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isLocalPath, navigable } from "../src/addresses.js";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const login = "POST /api/auth/login";
const exchange = "POST /api/auth/exchange";
const sessionRoute = "GET /api/auth/session";
const begun = (state = "st4te") => json({ authorizationUrl: `https://idp.example/authorize?state=${state}`, expiresIn: 600 });
const callback = "https://app.example/cb?keep=a%20b&code=c0de&state=st4te&iss=https%3A%2F%2Fidp.example&session_state=x&tail#part";

describe("login", () => {
  it("asks the gateway and goes to the provider, to come back to where the user is", async () => {
    const { te, tab } = browser.connect(browser.tab("https://app.example/orders?page=2#top"));
    browser.gateway.on(login, begun());
    await te.login({ loginHint: "alice", maxAge: 0 });
    expect(tab.assigned).toEqual(["https://idp.example/authorize?state=st4te"]);
    expect(JSON.parse(browser.gateway.seen[0]!.body)).toEqual({ loginHint: "alice", maxAge: 0, returnUrl: "/orders?page=2#top" });
    expect(browser.gateway.seen[0]!.headers.get("X-CSRF")).toBe("1");
    expect(browser.gateway.seen[0]).toMatchObject({ mode: "same-origin", credentials: "same-origin", redirect: "error", keepalive: true });
  });

  it("leaves the return path to the gateway when it would refuse where the user is", async () => {
    const { te } = browser.connect(browser.tab("https://app.example/a%2Fb"));
    browser.gateway.on(login, begun());
    await te.login();
    expect(JSON.parse(browser.gateway.seen[0]!.body)).toEqual({});
  });

  it.each(["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "/relative", "//evil.example", "", null, 7,
    "http://idp.example/", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://localhost@evil.example/", "vbscript:x", "blob:https://a/b", "file:///x"])(
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

  it.each(["/", "/a/b?c=//d#e", "/a/", "/a%20b", "/a.b/..c", "/?x=%2F"])("takes the return path %s", path => expect(isLocalPath(path)).toBe(true));

  it.each(["", "a", "//evil.example", "/\\evil.example", "/a//b", "/../a", "/a/..", "/%2e%2E/a", "/.%2e/a", "/%2f/evil", "/%5cevil", "/a%00", "/a%0d%0aX", "/%c2%85", "/%7f", "/%", "/%zz",
    "/ä", "/a b", "/a\tb", "https://app.example/", "javascript:x", "/" + "a".repeat(2048)])(
    "refuses the return path %s", async path => {
      expect(isLocalPath(path)).toBe(false);
      const { te, tab } = browser.connect();
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

describe("completeLogin", () => {
  it("takes the code out of the address before anything is sent, and hands it to the gateway", async () => {
    const { te, tab, types } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, seen => {
      expect(tab.location.href).toBe("https://app.example/cb?keep=a%20b&tail#part");
      expect(JSON.parse(seen.body)).toEqual({ callbackUrl: callback.replace("#part", "") });
      return json({ handled: true, returnUrl: "/orders", ...view() });
    });
    expect(await te.completeLogin()).toEqual({ handled: true, returnUrl: "/orders", session: view() });
    expect(tab.replaced).toEqual([{ state: { router: 7 }, url: "/cb?keep=a%20b&tail#part" }]);
    expect(types()).toEqual(["signed-in"]);
  });

  it.each(["https://app.example/a?secret=1", "https://app.example/a?state=California", "https://app.example/a?code=5"])(
    "leaves other addresses alone, and their queries at home: %s", async href => {
      const { te, tab } = browser.connect(browser.tab(href));
      browser.gateway.on(exchange, json({ handled: false, isAuthenticated: false }));
      expect(await te.completeLogin()).toEqual({ handled: false, session: { isAuthenticated: false } });
      expect(JSON.parse(browser.gateway.seen[0]!.body)).toEqual({ callbackUrl: "https://app.example/a" });
      expect(tab.replaced).toEqual([]);
    });

  it("shares one request between double calls, and between clients of one page of which the first is disposed of", async () => {
    const tab = browser.tab(callback);
    const first = browser.connect(tab);
    browser.gateway.on(exchange, json({ handled: true, returnUrl: "/orders", ...view() }));
    const calls = [first.te.completeLogin(), first.te.completeLogin()];
    const lost = expect(Promise.all(calls)).rejects.toThrow();
    first.te.dispose();
    const second = browser.connect(tab);
    expect(await second.te.completeLogin()).toMatchObject({ handled: true, returnUrl: "/orders" });
    await lost;
    expect(second.types()).toEqual(["signed-in"]);
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it("tells double callers the same", async () => {
    const { te, types } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, json({ handled: true, returnUrl: "/orders", ...view() }));
    const [one, two] = await Promise.all([te.completeLogin(), te.completeLogin()]);
    expect(one).toEqual(two);
    expect(types()).toEqual(["signed-in"]);
  });

  it("takes a spent code for history while the session lives", async () => {
    const { te, tab } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, problem(400, "transaction_missing", "login")).on(sessionRoute, json(view()));
    expect(await te.completeLogin()).toEqual({ handled: false, session: view() });
    expect(tab.location.href).not.toContain("c0de");
  });

  it.each([["nobody is signed in", json({ isAuthenticated: false })], ["nobody knows", problem(503, "vault_unavailable", "retry")]])(
    "takes a spent code for an error when %s", async (_, answer) => {
      const { te } = browser.connect(browser.tab(callback));
      browser.gateway.on(exchange, problem(400, "transaction_missing", "login")).on(sessionRoute, answer);
      await expect(te.completeLogin()).rejects.toMatchObject({ code: "transaction_missing", action: "login", status: 400 });
    });

  it.each(["code_rejected", "issuer_mismatch", "provider_denied"])("never hides %s", async code => {
    const { te } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, problem(400, code, "login"));
    await expect(te.completeLogin()).rejects.toMatchObject({ code });
    expect(browser.gateway.seen).toHaveLength(1);
  });

  it("keeps the answer for another try after an outage, out of the address", async () => {
    const { te, tab } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, problem(503, "provider_unavailable", "retry", 5), new TypeError("offline"), json({ handled: true, returnUrl: "/", ...view() }), json({ handled: false, ...view() }));
    await expect(te.completeLogin()).rejects.toMatchObject({ action: "retry", retryAfter: 5 });
    expect(tab.location.href).not.toContain("c0de");
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "network_error", action: "retry", status: 0 });
    expect(await te.completeLogin()).toMatchObject({ handled: true });
    await te.completeLogin();
    expect(browser.gateway.seen.map(({ body }) => body.includes("c0de"))).toEqual([true, true, true, false]);
  });

  it.each(["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil", 5])("drops the return path %s", async returnUrl => {
    const { te } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, json({ handled: true, returnUrl, ...view() }));
    expect(await te.completeLogin()).toEqual({ handled: true, session: view() });
  });

  it("ends the caller's wait on abort, and learns of the sign-in all the same", async () => {
    const { te, types } = browser.connect(browser.tab(callback));
    const abort = new AbortController();
    let answer!: (response: Response) => void;
    browser.gateway.on(exchange, () => new Promise<Response>(resolve => void (answer = resolve)));
    const outcome = expect(te.completeLogin({ signal: abort.signal })).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await outcome;
    answer(json({ handled: true, returnUrl: "/", ...view() }));
    await settle();
    expect(types()).toEqual(["signed-in"]);
  });
});

describe("in a popup", () => {
  async function opened(returnUrl?: string) {
    const page = browser.connect(browser.tab("https://app.example/form?draft=1"));
    browser.gateway.on(login, begun());
    const outcome = page.te.login({ popup: true, ...(returnUrl === undefined ? {} : { returnUrl }) });
    outcome.catch(() => {});
    expect(page.tab.popups).toHaveLength(1); // within the click
    await settle();
    const sent = JSON.parse(browser.gateway.seen[0]!.body) as { returnUrl: string; popup?: unknown };
    return { page, outcome, popup: page.tab.popups[0]!, sent };
  }

  it("keeps the page, tells it and closes", async () => {
    const { page, outcome, popup, sent } = await opened();
    expect(sent.returnUrl).toMatch(/^\/form\?draft=1#te-popup=[0-9a-f-]{36}$/);
    expect(sent).not.toHaveProperty("popup");
    expect(popup).toMatchObject({ visited: ["https://idp.example/authorize?state=st4te"], opener: null });
    const inside = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, json({ handled: true, returnUrl: sent.returnUrl, ...view() }));
    expect(await inside.te.completeLogin()).toEqual({ handled: true, returnUrl: "/form?draft=1", session: view(), isPopup: true });
    expect(await outcome).toEqual(view());
    expect(inside.tab.isClosed).toBe(true);
    expect(page.tab.assigned).toEqual([]);
    expect(page.types()).toEqual(["signed-in"]);
    expect(page.changes[0]!.fromOtherTab).toBe(true);
    expect(page.tab.listening).toBe(2); // those of the client, none of the login
  });

  it("works when the gateway itself completes the redirect", async () => {
    const { outcome, sent } = await opened("/done");
    const inside = browser.connect(browser.tab("https://app.example" + sent.returnUrl));
    browser.gateway.on(exchange, json({ handled: false, ...view() }));
    await inside.te.completeLogin();
    expect(await outcome).toEqual(view());
    expect(inside.tab.location.href).toBe("https://app.example/done");
    expect(inside.tab.isClosed).toBe(true);
  });

  it("tells the page of a refusal, which closes it", async () => {
    const { outcome, popup } = await opened();
    const inside = browser.connect(browser.tab("https://app.example/cb?error=access_denied&error_description=Call+us&state=st4te"));
    browser.gateway.on(exchange, problem(400, "provider_denied"));
    await expect(inside.te.completeLogin()).rejects.toMatchObject({ code: "provider_denied" });
    await expect(outcome).rejects.toMatchObject({ name: "TokenExchangeError", code: "provider_denied", status: 400, traceId: "4bf92f35" });
    expect(popup.closed).toBe(true);
    expect(inside.tab.location.href).toBe("https://app.example/cb");
  });

  it("does not take another tab's login, or a message of somebody else, for its own", async () => {
    const { outcome } = await opened();
    let isSettled = false;
    outcome.finally(() => (isSettled = true)).catch(() => {});
    const other = browser.connect(browser.tab(callback.replace("st4te", "other")));
    browser.gateway.on(exchange, json({ handled: true, returnUrl: "/form#te-popup=00000000-0000-4000-8000-000000000000", ...view() }));
    await other.te.completeLogin();
    const stranger = browser.channel("token-exchange:https://app.example/api");
    [null, "x", { te: 1 }, { te: 1, at: NaN, kind: "login", key: "st4te" }, { te: 2, at: 1, kind: "login", key: "st4te" }].forEach(message => stranger.postMessage(message));
    await settle();
    expect(isSettled).toBe(false);
  });

  it("is closed by the user: seen when the page is looked at again, unless it reports at once", async () => {
    const { page, outcome, popup } = await opened();
    page.tab.fire("focus");
    await vi.advanceTimersByTimeAsync(5000);
    popup.close();
    page.tab.fire("focus");
    const rejected = expect(outcome).rejects.toMatchObject({ code: "popup_closed", action: "login" });
    await vi.advanceTimersByTimeAsync(1000);
    await rejected;
    await vi.advanceTimersByTimeAsync(30_000); // the deadline of the call that began the login
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends with the transaction's life", async () => {
    const { outcome } = await opened();
    const rejected = expect(outcome).rejects.toMatchObject({ code: "popup_closed" });
    await vi.advanceTimersByTimeAsync(600_000);
    await rejected;
  });

  it("is closed when it cannot begin, is blocked, or is given up", async () => {
    const page = browser.connect();
    browser.gateway.on(login, problem(503, "vault_unavailable", "retry", 5), begun());
    await expect(page.te.login({ popup: true })).rejects.toMatchObject({ code: "vault_unavailable", retryAfter: 5 });
    expect(page.tab.popups[0]!.closed).toBe(true);
    const abort = new AbortController();
    const outcome = expect(page.te.login({ popup: true, signal: abort.signal })).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await outcome;
    expect(page.tab.popups[1]!.closed).toBe(true);
    page.tab.blocksPopups = true;
    await expect(page.te.login({ popup: true })).rejects.toMatchObject({ code: "popup_blocked", action: "login" });
    expect(browser.gateway.count(login)).toBe(2);
  });
});
