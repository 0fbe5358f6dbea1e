using System.CommandLine;
using TokenExchange.Sessions;

namespace TokenExchange.Operations.Incidents;

/// <summary>The options that say whose sessions end.</summary>
internal sealed class SessionOptions
{
    private readonly Option<string> _user = ConfigurationOption.Text("--user", "sub", "all sessions of the user with this sub");
    private readonly Option<string> _provider = ConfigurationOption.Text("--provider-session", "sid", "the sessions of one session at the provider");
    private readonly Option<string> _session = ConfigurationOption.Text("--session", "pseudonym", "one session, by the pseudonym that the audit log and the session object have");
    private readonly Option<string> _issuer = ConfigurationOption.Text("--issuer", "issuer", "the issuer of sub or sid, when Provider:Issuer is a template");

    public void AddTo(Command command)
    {
        command.Add(_user);
        command.Add(_provider);
        command.Add(_session);
        command.Add(_issuer);
        _session.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var text }] && !Session.IsPseudonym(text)) // it would end nothing, and the command would say that it has
            {
                given.AddError("--session is not a pseudonym: 16 letters, digits, - and _.");
            }
        });
        command.Validators.Add(arguments =>
        {
            if (new[] { _user, _provider, _session }.Count(option => arguments.GetResult(option) is not null) != 1)
            {
                arguments.AddError("Write one of --user, --provider-session and --session.");
            }
        });
    }

    public SessionsToEnd Read(ParseResult parsed) =>
        new(parsed.GetValue(_user), parsed.GetValue(_provider), parsed.GetValue(_session), parsed.GetValue(_issuer));
}
