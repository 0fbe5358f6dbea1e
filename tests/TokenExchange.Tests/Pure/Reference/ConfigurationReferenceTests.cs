namespace TokenExchange.Tests.Pure;

/// <summary>docs/configuration.md says what the code does: its tables come from the settings' reader and from the doc comments of the options.</summary>
public sealed class ConfigurationReferenceTests
{
    [Fact]
    [Trait("Docs", "Generated")]
    public void The_page_is_what_the_code_says() => GeneratedPart.CheckFile(ReferencePage.Name, ReferencePage.Fill);

    [Fact]
    public void Every_key_that_is_read_fills_a_property_of_the_options() =>
        Assert.Empty(Survey.Settings.Keys.Except(OptionRow.All.Select(row => row.Key), StringComparer.Ordinal));

    [Fact]
    public void Every_property_of_the_options_has_a_key_that_is_read() =>
        Assert.Empty(OptionRow.All.Select(row => row.Key).Except(Survey.Settings.Keys, StringComparer.Ordinal));

    /// <summary>Defaults stand in the options alone: the reader takes them from there.</summary>
    [Fact]
    public void No_reader_has_a_default_of_its_own() => Assert.All(
        OptionRow.All.Where(row => row.Property.DeclaringType!.GetConstructor([]) is not null && !row.Property.PropertyType.IsEnum && Survey.Settings[row.Key].Default is not null),
        row => Assert.Equal(
            AsText(row.Property.GetValue(Activator.CreateInstance(row.Property.DeclaringType!))), AsText(Survey.Settings[row.Key].Default), ignoreCase: true));

    private static string AsText(object? value) => value is IEnumerable<object> several ? string.Join(',', several) : $"{value}";
}
