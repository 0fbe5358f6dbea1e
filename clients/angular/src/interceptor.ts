import { HttpErrorResponse, HttpResponse, type HttpHeaders, type HttpInterceptorFn } from "@angular/common/http";
import { inject } from "@angular/core";
import { tap } from "rxjs";
import { SHARED, TOKEN_EXCHANGE } from "./provide.js";

/**
 * For `provideHttpClient(withInterceptors([tokenExchangeInterceptor]))`: calls of the gateway get its header, and responses of its routes are
 * reported to the client, because they are a use of the session. Calls of other addresses pass unchanged.
 */
export const tokenExchangeInterceptor: HttpInterceptorFn = (request, next) => {
  const { isGateway, isRoute } = inject(SHARED);
  if (!isGateway(request.url)) {
    return next(request);
  }

  const client = inject(TOKEN_EXCHANGE);
  const report = (headers: HttpHeaders) => client.reportCall(headers.get("TE-Error"));
  const answer = next(request.clone({ setHeaders: client.headers(), withCredentials: true }));
  return !isRoute(request.url) ? answer : answer.pipe(tap({
    next: event => event instanceof HttpResponse && report(event.headers),
    error: error => error instanceof HttpErrorResponse && error.status > 0 && report(error.headers),
  }));
};
