import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime, settle } from "./fakeBrowser.js";
import { json, problem, refresh, route, view } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

describe("calls by another HTTP client", () => {
  it("get the header that the gateway requires", () => {
    expect(browser.connect().te.headers()).toEqual({ "X-CSRF": "1" });
  });

  it.each([undefined, null, "", "upstream_timeout", "upstream_unavailable"])("are a use of the session when they reached the API: TE-Error %s", async code => {
    const { te, types } = await browser.signedIn();
    const other = browser.connect();
    browser.gateway.on(route, json(view()));
    await other.te.session();
    for (let minutes = 0; minutes < 75; minutes += 5) {
      await vi.advanceTimersByTimeAsync(300_000);
      te.reportCall(code);
    }

    await settle();
    expect(types()).toEqual(["signed-in"]);
    expect(other.types()).toEqual(["signed-in"]); // the other tabs are informed
  });

  it("are none when the gateway rejected them", async () => {
    const { te, types } = await browser.signedIn();
    for (let minutes = 0; minutes < 75; minutes += 5) {
      await vi.advanceTimersByTimeAsync(300_000);
      te.reportCall("rate_limited");
    }

    expect(types()).toEqual(["signed-in", "expiring", "expired"]);
  });

  it.each([["session_expired", "expired"], ["session_revoked", "signed-out"], ["not_authenticated", "signed-out"]])("end the session that the gateway ended: %s", async (code, type) => {
    const { te, types } = await browser.signedIn();
    browser.gateway.on(refresh, problem(401, code, "login"));
    te.reportCall(code);
    await settle();
    expect(types()).toEqual(["signed-in", type]);
    te.reportCall(code); // there is no session that could end
    await settle();
    expect(browser.gateway.count(refresh)).toBe(1);
  });
});
