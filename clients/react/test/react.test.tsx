import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { StrictMode, type ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { anonymous, callback, exchange, failures, json, login, logout, pageAt, problem, view } from "../../test/page.js";
import { SignedIn, SignedOut, TokenExchangeProvider, useSession, useTokenExchange, type TokenExchangeProviderProps } from "../src/index.js";

afterEach(cleanup);

interface Claims {
  readonly sub: string;
  readonly name: string;
}

function Page(): ReactNode {
  const { status, claims, error, login, logout, retry } = useSession<Claims>();
  return (
    <>
      <output>{status}</output>
      {error && <p role="alert">{error.code}</p>}
      {error?.action === "retry" && <button onClick={() => retry()}>Try again</button>}
      <SignedIn>Hello, {claims?.name}<button onClick={() => logout({ navigate: false })}>Sign out</button></SignedIn>
      <SignedIn<Claims>>{({ claims }) => <i>{claims.name.toUpperCase()}</i>}</SignedIn>
      <SignedOut>{({ error }) => <button onClick={() => login()}>{error ? "Sign in again" : "Sign in"}</button>}</SignedOut>
    </>
  );
}

function show(page: Omit<TokenExchangeProviderProps, "children">, children: ReactNode = <Page />) {
  return render(<StrictMode><TokenExchangeProvider {...page}>{children}</TokenExchangeProvider></StrictMode>);
}

describe("TokenExchangeProvider", () => {
  it("completes the login once, in strict mode and for several components, and continues where it began", async () => {
    const { client, gateway, path } = pageAt(callback);
    gateway.on(exchange, json({ handled: true, returnUrl: "/orders?page=2", ...view() }));
    const { unmount } = show({ client }, <><Page /><Page /></>);
    expect(await screen.findAllByText("ALICE")).toHaveLength(2);
    expect(path()).toBe("/orders?page=2");
    history.replaceState(null, "", "/elsewhere");
    unmount();
    show({ client });
    await screen.findByText("ALICE");
    await client.ready;
    expect(path()).toBe("/elsewhere");
    expect(gateway.seen).toHaveLength(1);
  });

  it("leaves the return path to a router, which may change with each rendering", async () => {
    const { client, gateway, path } = pageAt(callback);
    gateway.on(exchange, json({ handled: true, returnUrl: "/orders", ...view() }));
    const first = vi.fn();
    const second = vi.fn();
    const { rerender } = render(<TokenExchangeProvider client={client} onReturn={first} />);
    rerender(<TokenExchangeProvider client={client} onReturn={second}><Page /></TokenExchangeProvider>);
    await screen.findByText("ALICE");
    expect(first).not.toHaveBeenCalled();
    expect(second.mock.calls).toEqual([["/orders"]]);
    expect(path()).toBe("/cb");
  });

  it("shows the fallback until the session is known", async () => {
    const { client, gateway } = pageAt("/");
    gateway.on(exchange, json({ handled: false, ...anonymous }));
    show({ client, fallback: <p>Loading…</p> });
    expect(screen.getByText("Loading…")).toBeTruthy();
    expect(await screen.findByText("Sign in")).toBeTruthy();
    expect(screen.queryByText("Loading…")).toBe(null);
  });

  it("renders on a server as if nothing were known yet", async () => {
    const { client } = pageAt("/");
    const { renderToString } = await import("react-dom/server");
    expect(renderToString(<TokenExchangeProvider client={client}><Page /></TokenExchangeProvider>)).toBe("<output>loading</output>");
    expect(renderToString(<TokenExchangeProvider client={client} fallback="Loading…"><Page /></TokenExchangeProvider>)).toBe("Loading…");
  });
});

describe("useSession", () => {
  it.each(failures)("shows %s, and lets the user sign in", async code => {
    const { client, gateway } = pageAt(callback);
    gateway.on(exchange, code === "network_error" ? new TypeError("offline") : problem(400, code))
      .on("GET /api/auth/session", json(anonymous)).on(login, problem(403, "csrf_failed"));
    show({ client, fallback: "Loading…" });
    expect((await screen.findByRole("alert")).textContent).toBe(code);
    expect(gateway.count(login)).toBe(0); // no loop
    fireEvent.click(screen.getByText("Sign in again"));
    expect(await screen.findByText("csrf_failed")).toBeTruthy();
  });

  it("returns to the page of the login that failed", async () => {
    const { client, gateway } = pageAt("/problem?code=login_cancelled&traceId=4bf92f35&returnUrl=%2Forders");
    gateway.on(login, problem(429, "rate_limited", "retry", 5));
    show({ client });
    fireEvent.click(await screen.findByText("Sign in again"));
    await screen.findByText("rate_limited");
    expect(JSON.parse(gateway.seen[0]!.body)).toEqual({ returnUrl: "/orders" });
  });

  it("completes the login after an outage", async () => {
    const { client, gateway, path } = pageAt(callback);
    gateway.on(exchange, problem(503, "provider_unavailable", "retry", 5), json({ handled: true, returnUrl: "/orders", ...view() }));
    show({ client });
    fireEvent.click(await screen.findByText("Try again"));
    await screen.findByText("ALICE");
    expect(path()).toBe("/orders");
    expect(screen.queryByRole("alert")).toBe(null);
  });

  it("signs out, and shows why that failed", async () => {
    const { client, gateway } = pageAt("/");
    gateway.on(exchange, json({ handled: false, ...view() })).on(logout, new TypeError("offline"), json({ logoutUrl: null }));
    show({ client });
    fireEvent.click(await screen.findByText("Sign out"));
    await screen.findByText("network_error");
    expect(screen.getByText("signed-in")).toBeTruthy();
    fireEvent.click(screen.getByText("Sign out"));
    await screen.findByText("Sign in");
  });

  it("needs the provider", () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    expect(() => render(<Page />)).toThrow("There is no <TokenExchangeProvider> above this component");
  });
});

it("gives the client for calls", async () => {
  const { client } = pageAt("/");
  let seen: unknown;
  function Call() {
    seen = useTokenExchange();
    return null;
  }

  render(<TokenExchangeProvider client={client}><Call /></TokenExchangeProvider>);
  expect(seen).toBe(client);
});
