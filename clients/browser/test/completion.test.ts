import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

const exchange = "POST /api/auth/exchange";
const sessionRoute = "GET /api/auth/session";
const callback = "https://app.example/cb?keep=a%20b&code=c0de&state=st4te&iss=https%3A%2F%2Fidp.example&session_state=x&tail#part";

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

  it("gives two clients of one page the session when only the first knows it", async () => {
    const tab = browser.tab("https://app.example/a");
    const first = browser.connect(tab);
    browser.gateway.on(sessionRoute, json(view()));
    await first.te.session();
    const second = browser.connect(tab);
    browser.gateway.on(sessionRoute, json(view()));
    const [one, two] = await Promise.all([first.te.completeLogin(), second.te.completeLogin()]);
    expect(one.session).toEqual(view());
    expect(two.session).toEqual(view());
    expect(second.te.current).toEqual(view());
  });

  it("tells double callers the same", async () => {
    const { te, types } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, json({ handled: true, returnUrl: "/orders", ...view() }));
    const [one, two] = await Promise.all([te.completeLogin(), te.completeLogin()]);
    expect(one).toEqual(two);
    expect(types()).toEqual(["signed-in"]);
  });

  it("is not overtaken by what another tab says of an older session", async () => {
    const { te, types } = browser.connect(browser.tab(callback));
    let answer!: (response: Response) => void;
    browser.gateway.on(exchange, () => new Promise<Response>(resolve => void (answer = resolve)));
    const completed = te.completeLogin();
    await settle();
    browser.channel("token-exchange:https://app.example/api").postMessage({ te: 1, at: Date.now(), kind: "session", session: view("s0"), isRenewed: true });
    await settle();
    answer(json({ handled: true, returnUrl: "/", ...view() }));
    expect((await completed).session).toEqual(view());
    expect(types()).toEqual(["signed-in", "signed-in"]);
  });

  it("takes a spent code for history while the session lives", async () => {
    const { te, tab } = browser.connect(browser.tab(callback));
    browser.gateway.on(exchange, problem(400, "transaction_missing", "login")).on(sessionRoute, json(view()));
    expect(await te.completeLogin()).toEqual({ handled: false, session: view() });
    expect(tab.location.href).not.toContain("c0de");
  });

  it.each([["no user is signed in", json({ isAuthenticated: false })], ["the service is unavailable", problem(503, "vault_unavailable", "retry")]])(
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
    browser.gateway.on(exchange, problem(503, "provider_unavailable", "retry", 5), new TypeError("offline"), json({ handled: true, returnUrl: "/", ...view() }));
    await expect(te.completeLogin()).rejects.toMatchObject({ action: "retry", retryAfter: 5 });
    expect(tab.location.href).not.toContain("c0de");
    await expect(te.completeLogin()).rejects.toMatchObject({ code: "network_error", action: "retry", status: 0 });
    expect(await te.completeLogin()).toMatchObject({ handled: true });
    expect(browser.gateway.seen.map(({ body }) => body.includes("c0de"))).toEqual([true, true, true]);
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
