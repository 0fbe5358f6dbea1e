import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBrowser, fakeTime, type FakeTab } from "./fakeBrowser.js";
import { json, problem } from "./fakeGateway.js";

let browser: FakeBrowser;
let tab: FakeTab;
beforeEach(() => {
  fakeTime();
  browser = new FakeBrowser();
  tab = browser.tab();
});
afterEach(() => void vi.useRealTimers());

const login = "POST /api/auth/login";
const begun = () => json({ authorizationUrl: "https://idp.example/authorize?state=s", expiresIn: 600 });

/** The page is loaded, and begins a login by itself. */
async function load(page = tab): Promise<void> {
  browser.gateway.on(login, begun());
  await browser.connect(page).te.login();
}

describe("a page that begins a login at every load", () => {
  it("is stopped at the third within a minute", async () => {
    await load();
    await vi.advanceTimersByTimeAsync(59_000);
    await load();
    await expect(load()).rejects.toMatchObject({ name: "TokenExchangeError", code: "login_loop", action: "none", status: 0 });
    expect(tab.assigned).toHaveLength(2);
    expect(browser.gateway.count(login)).toBe(2);
  });

  it("may go on a minute after the first", async () => {
    await load();
    await load();
    await vi.advanceTimersByTimeAsync(60_000);
    await load();
    expect(tab.assigned).toHaveLength(3);
  });

  it("may go on when the clock has gone back", async () => {
    await load();
    await load();
    vi.setSystemTime(Date.now() - 3_600_000);
    await load();
    expect(tab.assigned).toHaveLength(3);
  });

  it("does not keep the user from a login by a click", async () => {
    await load();
    await load();
    tab.navigator.userActivation.isActive = true;
    await load();
    await load();
    tab.navigator.userActivation.isActive = false;
    await expect(load()).rejects.toMatchObject({ code: "login_loop" });
  });

  it("stops no other tab, and no page of another gateway", async () => {
    await load();
    await load();
    await load(browser.tab());
    browser.gateway.on("POST /bff/auth/login", begun());
    await browser.connect(tab, { basePath: "/bff" }).te.login();
  });

  it("counts no login that did not begin", async () => {
    for (let i = 0; i < 3; i++) {
      browser.gateway.on(login, problem(503, "vault_unavailable", "retry", 5));
      await expect(browser.connect(tab).te.login()).rejects.toMatchObject({ code: "vault_unavailable" });
    }
    await load();
    expect(tab.assigned).toHaveLength(1);
  });

  it("is not stopped where the browser forbids storage", async () => {
    Object.defineProperty(tab, "sessionStorage", {
      get: () => {
        throw new DOMException("Forbidden", "SecurityError");
      },
    });
    await load();
    await load();
    await load();
    expect(tab.assigned).toHaveLength(3);
  });

  it("is not stopped where nothing can be stored", async () => {
    tab.sessionStorage.setItem = () => {
      throw new DOMException("Full", "QuotaExceededError");
    };
    await load();
    expect(tab.assigned).toHaveLength(1);
  });
});
