import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime } from "./fakeBrowser.js";
import { json, logout } from "./fakeGateway.js";

let browser: FakeBrowser;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
});
afterEach(() => void vi.useRealTimers());

describe("logout", () => {
  it("continues to the provider by default", async () => {
    const { te, tab } = await browser.signedIn();
    const logoutUrl = "https://idp.example/end_session?client_id=a";
    browser.gateway.on(logout, json({ logoutUrl }), json({ logoutUrl }));
    expect(await te.logout({ navigate: false })).toEqual({ logoutUrl });
    expect(tab.assigned).toEqual([]);
    await te.logout();
    expect(tab.assigned).toEqual([logoutUrl]);
  });

  it("does not say that the session is over when the gateway could not be reached", async () => {
    const { te, types } = await browser.signedIn();
    browser.gateway.on(logout, new TypeError("offline"));
    await expect(te.logout()).rejects.toMatchObject({ code: "network_error", action: "retry" });
    expect(types()).toEqual(["signed-in"]);
  });

  it("is over here even when the provider's address is refused", async () => {
    const { te, types } = await browser.signedIn();
    browser.gateway.on(logout, json({ logoutUrl: "javascript:alert(1)" }));
    await expect(te.logout()).rejects.toMatchObject({ code: "address_refused" });
    expect(types()).toEqual(["signed-in", "signed-out"]);
  });
});
