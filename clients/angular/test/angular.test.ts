import "@angular/compiler";
import { APP_BASE_HREF } from "@angular/common";
import { HttpClient, provideHttpClient, withInterceptors } from "@angular/common/http";
import { HttpTestingController, provideHttpClientTesting } from "@angular/common/http/testing";
import { ApplicationInitStatus, provideZonelessChangeDetection } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { BrowserTestingModule, platformBrowserTesting } from "@angular/platform-browser/testing";
import { provideRouter, Router } from "@angular/router";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { TokenExchangeOptions } from "token-exchange-browser";
import { anonymous, callback, exchange, failures, json, login, logout, pageAt, problem, view } from "../../test/page.js";
import { injectSession, provideTokenExchange, requireSession, TOKEN_EXCHANGE, tokenExchangeInterceptor } from "../src/index.js";

beforeAll(() => TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting()));
afterEach(() => void TestBed.resetTestingModule());

/** An application at a path, before its initializers have run. */
function applicationAt(path: string, options: TokenExchangeOptions = {}) {
  const page = pageAt(path, options);
  TestBed.configureTestingModule({
    providers: [
      provideZonelessChangeDetection(),
      provideRouter([{ path: "orders", children: [], canActivate: [requireSession("/sign-in")] }, { path: "sign-in", children: [] }]),
      provideHttpClient(withInterceptors([tokenExchangeInterceptor])),
      provideHttpClientTesting(),
      provideTokenExchange({ client: page.client, ...options }),
    ],
  });
  const session = () => TestBed.runInInjectionContext(() => injectSession<{ sub: string; name: string }>());
  return { ...page, session, started: () => TestBed.inject(ApplicationInitStatus).donePromise };
}

describe("provideTokenExchange", () => {
  it("completes the login before the application starts, and continues where it began", async () => {
    const { session, started, gateway, path, client } = applicationAt(callback);
    gateway.on(exchange, json({ handled: true, returnUrl: "/orders?page=2", ...view() }));
    const { status, claims } = session();
    expect(status()).toBe("loading");
    await started();
    expect(status()).toBe("signed-in");
    expect(claims()?.name).toBe("Alice");
    expect(path()).toBe("/orders?page=2");
    expect(gateway.seen).toHaveLength(1);
    expect(TestBed.inject(TOKEN_EXCHANGE)).toBe(client);
  });

  it("creates the client, if none is given", () => {
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), provideTokenExchange({ basePath: "/other", fetch: () => new Promise(() => {}) })] });
    expect(TestBed.inject(TOKEN_EXCHANGE).current).toBe(undefined);
    TestBed.inject(TOKEN_EXCHANGE).dispose();
  });
});

describe("injectSession", () => {
  it.each(failures)("shows %s after the start, which it does not prevent, and lets the user sign in", async code => {
    const { session, started, gateway } = applicationAt(callback);
    gateway.on(exchange, code === "network_error" ? new TypeError("offline") : problem(400, code))
      .on("GET /api/auth/session", json(anonymous)).on(login, problem(403, "csrf_failed"));
    await started();
    const { status, error, login: signIn } = session();
    expect([status(), error()?.code]).toEqual(["signed-out", code]);
    expect(gateway.count(login)).toBe(0); // no loop
    await signIn();
    expect(error()?.code).toBe("csrf_failed");
  });

  it("completes the login after an outage", async () => {
    const { session, started, gateway } = applicationAt(callback);
    gateway.on(exchange, problem(503, "provider_unavailable", "retry", 5), json({ handled: true, returnUrl: "/orders", ...view() }));
    await started();
    const { status, error, retry } = session();
    expect(error()?.action).toBe("retry");
    await retry();
    expect([status(), error()]).toEqual(["signed-in", undefined]);
    expect(TestBed.inject(Router).url).toBe("/orders");
  });

  it("continues below the base of the application after an outage", async () => {
    TestBed.configureTestingModule({ providers: [{ provide: APP_BASE_HREF, useValue: "/app/" }] });
    const { session, started, gateway } = applicationAt(callback);
    gateway.on(exchange, problem(503, "provider_unavailable", "retry", 5), json({ handled: true, returnUrl: "/app/orders?page=2", ...view() }));
    await started();
    await session().retry();
    expect(TestBed.inject(Router).url).toBe("/orders?page=2");
  });

  it("signs out, and shows why that failed", async () => {
    const { session, started, gateway } = applicationAt("/");
    gateway.on(exchange, json({ handled: false, ...view() })).on(logout, new TypeError("offline"), json({ logoutUrl: null }));
    await started();
    const { status, error, logout: signOut } = session();
    await signOut();
    expect([status(), error()?.code]).toEqual(["signed-in", "network_error"]);
    await signOut({ navigate: false });
    expect([status(), error()]).toEqual(["signed-out", undefined]);
  });
});

describe("the interceptor", () => {
  it.each(["/api/proxy/orders", "api/proxy/orders", "https://app.example/api/proxy/orders"])("adds the header to a call of the gateway: %s", async url => {
    const { client } = applicationAt("/");
    const report = vi.spyOn(client, "reportCall");
    TestBed.inject(HttpClient).get(url).subscribe({ error: () => {} });
    const call = TestBed.inject(HttpTestingController).expectOne(url);
    expect(call.request.headers.get("X-CSRF")).toBe("1");
    call.flush({});
    expect(report.mock.calls).toEqual([[null]]);
  });

  it.each(["/api/health/live", "/api/auth/session", "/api/own"])("reports no call that is none of a route, because it is no use of the session: %s", url => {
    const { client } = applicationAt("/");
    const report = vi.spyOn(client, "reportCall");
    TestBed.inject(HttpClient).get(url).subscribe();
    const call = calls().expectOne(url);
    expect(call.request.headers.get("X-CSRF")).toBe("1");
    call.flush({});
    expect(report).not.toHaveBeenCalled();
  });

  it("reports the gateway's errors, and that no answer came to none", async () => {
    const { client } = applicationAt("/");
    const report = vi.spyOn(client, "reportCall");
    for (const fail of [
      (): void => calls().expectOne("/api/proxy/orders").flush(null, { status: 401, statusText: "Unauthorized", headers: { "TE-Error": "session_expired" } }),
      (): void => calls().expectOne("/api/proxy/orders").error(new ProgressEvent("error")),
    ]) {
      TestBed.inject(HttpClient).get("/api/proxy/orders").subscribe({ error: () => {} });
      fail();
    }

    expect(report.mock.calls).toEqual([["session_expired"]]);
  });

  it.each(["https://evil.example/api/proxy/orders", "//evil.example/api/x", "/apix/orders", "/other"])("leaves other calls unchanged: %s", url => {
    const { client } = applicationAt("/");
    const report = vi.spyOn(client, "reportCall");
    TestBed.inject(HttpClient).get(url).subscribe();
    const call = calls().expectOne(url);
    expect(call.request.headers.has("X-CSRF")).toBe(false);
    call.flush({});
    expect(report).not.toHaveBeenCalled();
  });

  it("knows a gateway on another origin", () => {
    applicationAt("/", { basePath: "https://api.app.example/api" });
    TestBed.inject(HttpClient).get("https://api.app.example/api/proxy/orders").subscribe();
    const { request } = calls().expectOne("https://api.app.example/api/proxy/orders");
    expect([request.headers.get("X-CSRF"), request.withCredentials]).toEqual(["1", true]);
  });

  const calls = () => TestBed.inject(HttpTestingController);
});

describe("requireSession", () => {
  async function at(answer: Response) {
    const { gateway } = applicationAt("/");
    gateway.on(exchange, answer);
    await TestBed.inject(Router).navigateByUrl("/orders?page=2");
    return TestBed.inject(Router).url;
  }

  it("admits a user who is signed in", async () => {
    expect(await at(json({ handled: false, ...view() }))).toBe("/orders?page=2");
  });

  it.each([["nobody is signed in", () => json({ handled: false, ...anonymous })], ["the gateway fails", () => problem(503, "vault_unavailable", "retry")]])(
    "leads to the page for the login when %s", async (_, answer) => {
      expect(await at(answer())).toBe("/sign-in?returnUrl=%2Forders%3Fpage%3D2");
    });
});
