using System.Buffers.Text;
using System.Text;
using TokenExchange.Secrets;
using TokenExchange.Sessions;

namespace TokenExchange.Tests.Pure;

/// <summary>The seal of the cookies: opens with the same key, purpose and context, and with nothing else.</summary>
public sealed class SealFrameTests
{
    private const string Purpose = "__Host-te-session";

    private static readonly byte[] Context = Encoding.UTF8.GetBytes("context");
    private static readonly SealKey Key = Derive("0123456789abcdef0123456789abcdef")!;

    [Fact]
    public void Whatever_is_sealed_opens_again() => RandomInput.Hold(RandomInput.Bytes, plaintext =>
    {
        var frame = SealFrame.Read(SealFrame.Close(Key, Purpose, Context, plaintext));
        return frame is not null && Key.IsNamed(SealFrame.KeyId(frame)) && SealFrame.Open(Key, Purpose, Context, frame)!.SequenceEqual(plaintext);
    });

    [Fact]
    public void The_same_content_is_never_sealed_alike() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => SealFrame.Close(Key, Purpose, Context, "x"u8)).Distinct().Count());

    [Fact]
    public void Every_single_flipped_bit_is_noticed()
    {
        var frame = SealFrame.Read(SealFrame.Close(Key, Purpose, Context, "some content of the cookie"u8))!;

        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var flipped = frame.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(SealFrame.Read(Base64Url.EncodeToString(flipped)) is { } read ? SealFrame.Open(Key, Purpose, Context, read) : null);
        }
    }

    [Fact]
    public void Every_single_changed_character_is_noticed()
    {
        for (var length = 0; length < 3; length++)
        {
            var text = SealFrame.Close(Key, Purpose, Context, new byte[length]);
            for (var i = 0; i < text.Length; i++)
            {
                foreach (var other in "ABQgwxyz019-_=. +/é".Where(other => other != text[i]))
                {
                    var changed = text[..i] + other + text[(i + 1)..];
                    Assert.Null(SealFrame.Read(changed) is { } frame ? SealFrame.Open(Key, Purpose, Context, frame) : null);
                }
            }
        }
    }

    [Fact]
    public void Cut_or_lengthened_it_does_not_open()
    {
        var frame = SealFrame.Read(SealFrame.Close(Key, Purpose, Context, "content"u8))!;

        for (var length = 0; length < frame.Length; length++)
        {
            Assert.Null(SealFrame.Read(Base64Url.EncodeToString(frame.AsSpan(0, length))) is { } cut ? SealFrame.Open(Key, Purpose, Context, cut) : null);
        }

        Assert.Null(SealFrame.Open(Key, Purpose, Context, [.. frame, 0]));
    }

    [Theory]
    [InlineData("__Host-te-refresh", "context")]
    [InlineData("__Host-te-session ", "context")]
    [InlineData("", "context")]
    [InlineData(Purpose, "other")]
    [InlineData(Purpose, "")]
    [InlineData(Purpose, "contex")]
    [InlineData(Purpose, "contextt")]
    public void For_another_purpose_or_context_it_does_not_open(string purpose, string context)
    {
        var frame = SealFrame.Read(SealFrame.Close(Key, Purpose, Context, "content"u8))!;

        Assert.Null(SealFrame.Open(Key, purpose, Encoding.UTF8.GetBytes(context), frame));
    }

    [Fact]
    public void With_another_key_it_does_not_open_even_when_that_has_the_same_mark()
    {
        var other = Derive("0123456789abcdef0123456789abcdeF")!;
        var frame = SealFrame.Read(SealFrame.Close(Key, Purpose, Context, "content"u8))!;

        other.Id.CopyTo(frame, 1);

        Assert.False(Key.Id.SequenceEqual(other.Id));
        Assert.Null(SealFrame.Open(other, Purpose, Context, frame));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AQ")]
    [InlineData("not base64url!")]
    [InlineData("AQ==")]
    [InlineData("🍪")]
    public void What_is_no_frame_is_not_read(string? text) => Assert.Null(SealFrame.Read(text));

    [Fact]
    public void A_frame_of_another_version_is_not_read()
    {
        var frame = SealFrame.Read(SealFrame.Close(Key, Purpose, Context, "content"u8))!;

        Assert.All(Enumerable.Range(0, 256).Where(version => version != 2), version =>
        {
            frame[0] = (byte)version;
            Assert.Null(SealFrame.Read(Base64Url.EncodeToString(frame)));
        });
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("0123456789abcdef0123456789abcde", false)]
    [InlineData("0123456789abcdef0123456789abcdef", true)]
    public void A_secret_below_32_characters_is_no_key(string secret, bool isKey) =>
        Assert.Equal(isKey, secret.Length > 0 && Derive(secret) is not null);

    [Fact]
    public void Keys_differ_by_purpose_and_from_their_mark()
    {
        Assert.False(Key.For("a").SequenceEqual(Key.For("b")));
        Assert.False(Key.For("a").AsSpan(0, SealKey.IdLength).SequenceEqual(Key.Id));
        Assert.Equal(32, Key.For("a").Length);
    }

    private static SealKey? Derive(string secret) =>
        SealKey.Derive(SecretValue.Read(secret)).Value;
}
