using System.CommandLine;
using TokenExchange.Rotations.Policy;

namespace TokenExchange.Operations;

/// <summary>The option <c>--maximum-age</c>, which takes precedence over what the configuration says.</summary>
internal static class MaximumAgeOption
{
    private const string Name = "--maximum-age";

    public static Option<int?> Create()
    {
        var option = new Option<int?>(Name)
        {
            HelpName = "days",
            Description = $"age at which a secret without the tag rotate-after has to be replaced: {MaximumAge.Least} to {MaximumAge.Most}; default: "
                + $"{MaximumAge.Setting} or SECRET_MAXIMUM_AGE_DAYS of the configuration, or {SecretPolicy.DefaultRotateAfterDays}",
        };
        option.Validators.Add(argument =>
        {
            if (argument.Tokens.Count == 1 && MaximumAge.Parse(argument.Tokens[0].Value) is null)
            {
                argument.AddError($"{Name} is not a number of days from {MaximumAge.Least} to {MaximumAge.Most}.");
            }
        });
        return option;
    }
}
