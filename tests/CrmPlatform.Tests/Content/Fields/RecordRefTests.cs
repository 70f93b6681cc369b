using CrmPlatform.Content;
using Xunit;

namespace CrmPlatform.Tests.Content.Fields;

public sealed class RecordRefTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var record = new RecordRef("Deal", 9_007_199_254_740_993);
        Assert.Equal(record, RecordRef.Parse(record.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Deal")]
    [InlineData("/5")]
    [InlineData("Deal/")]
    [InlineData("Deal/5/6")]
    [InlineData("Deal/-5")]
    [InlineData("Deal/ 5")]
    [InlineData("Deal/99999999999999999999")]
    public void Anything_else_is_none(string? text) => Assert.Null(RecordRef.Parse(text));
}
