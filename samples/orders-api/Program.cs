using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.Authority = builder.Configuration["Authority"]; // the issuer; its metadata names the keys
    options.Audience = builder.Configuration["Audience"];
    options.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
    options.MapInboundClaims = false; // the claims keep their names: sub, scope
    options.TokenValidationParameters.ValidTypes = ["at+jwt"]; // RFC 9068: an ID token is not accepted
});

var app = builder.Build();
app.MapGet("/orders", (ClaimsPrincipal user) => new { user = user.FindFirstValue("sub"), orders = (string[])["tea", "biscuits"] })
    .RequireAuthorization();
await app.RunAsync();
