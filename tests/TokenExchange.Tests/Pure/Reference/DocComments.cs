using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TokenExchange.Configuration;

namespace TokenExchange.Tests.Pure;

/// <summary>The doc comments of the options, from the file that the compiler puts beside the assembly, as Markdown for a table of docs/configuration.md.</summary>
internal static partial class DocComments
{
    private static readonly Dictionary<string, XElement> Members = XDocument.Load(Path.ChangeExtension(typeof(Settings).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <summary>Summary and remarks.</summary>
    public static string Meaning(PropertyInfo property)
    {
        var member = Find(property);
        Assert.True(member?.Element("summary") is not null, $"{property.DeclaringType!.Name}.{property.Name} has no doc comment; it is the meaning in the reference.");
        return string.Join(' ', new[] { member!.Element("summary"), member.Element("remarks") }.OfType<XElement>().Select(part => Markdown(part, property)));
    }

    /// <summary>The key of a property whose name does not say it: <c>&lt;key&gt;RateLimit:Auth&lt;/key&gt;</c>. Null: the name says it.</summary>
    public static string? Key(PropertyInfo property) => Find(property)?.Element("key")?.Value;

    private static XElement? Find(PropertyInfo property) => Members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static string Markdown(XElement element, PropertyInfo property)
    {
        var text = string.Concat(element.Nodes().Select(node => node is XElement child ? Inline(child, property) : ((XText)node).Value));
        return Blanks().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Inline(XElement element, PropertyInfo property) => (element.Name.LocalName, element.Attribute("href"), element.Attribute("cref")) switch
    {
        ("c", _, _) => $"`{element.Value}`",
        ("em", _, _) => $"*{element.Value}*",
        ("strong", _, _) => $"**{element.Value}**",
        ("para", _, _) => $" {Markdown(element, property)}",
        ("see", { } address, _) => $"[{element.Value}]({Regex.Replace(address.Value, "^docs/", "")})", // the page itself stands in docs
        ("see", _, { } name) => $"`{name.Value.Split('.')[^1]}`",
        var (name, _, _) => throw new InvalidOperationException($"<{name}> in the doc comment of {property.DeclaringType!.Name}.{property.Name} has no counterpart in a table."),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
