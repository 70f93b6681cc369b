namespace CrmPlatform.Liquid.Bench;

/// <summary>The templates that are measured: a mail of 2 KB and a quote of 40 lines.</summary>
internal static class Samples
{
    /// <summary>15 variables, 6 filters, 2 conditions; about 2 KB when rendered.</summary>
    public const string Mail = """
        <html><body style="font-family: sans-serif">
        <h1>Dear {{ contact.first_name }} {{ contact.last_name | upcase }},</h1>
        <p>thank you for your order {{ order.number }} of {{ order.date | date: "%d.%m.%Y" }}. We have received it and
        one of our colleagues is already preparing everything so that the goods leave our warehouse in {{ order.city }}
        without delay. You will find the most important facts below; the full documents are attached to this message.</p>
        {% if order.paid %}<p>Your payment of {{ order.total | times: 1.2 | round: 2 }} {{ order.currency }} has arrived. There is nothing left
        for you to do. We have sent the receipt to {{ contact.email | downcase }} and you can download it again at any
        time from your account page, together with the delivery note and the certificates of the products.</p>{% else %}<p>Please
        transfer the amount due within fourteen days to the account given on the invoice, and do not forget to name the
        number of the order so that we can match your payment to it.</p>{% endif %}
        <p>Delivery address: {{ contact.company | default: "private" }}, {{ contact.street }}, {{ contact.zip }} {{ contact.city }}. If anything in
        this address is not right, please tell us before the parcel leaves the house; afterwards a change costs time and
        may not be possible any more with every carrier that we work with.</p>
        {% if order.express %}<p>You have chosen express delivery. The parcel will be with you on the next working day before noon,
        and the driver will call you half an hour before arrival.</p>{% endif %}
        <p>If you have any question, simply answer this mail or call {{ owner.name }} on {{ owner.phone }}. We are there
        for you from Monday to Friday between eight and six, and on Saturdays until noon. It helps us if you have the
        number of the order at hand when you call, because then we see all the details at once and can answer at once.</p>
        <p>This message was written for you personally. We keep your data only as long as the law demands it, never give
        it to third parties, and tell you at any time what we know about you. An answer with the word STOP is enough to
        end all messages that do not concern an order.</p>
        <p>A word on returns: you may send back anything that is unused and in its packing within thirty days, free of
        charge and without giving a reason. Print the label from your account page, put it on the parcel and hand it in
        at any branch of the carrier; the amount is with you three working days after the goods have come back to us.
        Windows and doors that were made to measure can be returned only when they are faulty. In that case our fitter
        comes to you, looks at the matter on the spot and settles it with you, at a time that suits you, on weekdays
        from seven in the morning until eight in the evening.</p>
        <p>Kind regards,<br>{{ owner.name }}</p>
        </body></html>
        """;

    public const string Quote = """
        <h1>Quote {{ quote.number }}</h1>
        <table>
        {% for line in quote.lines %}<tr class="{% cycle 'odd', 'even' %}"><td>{{ forloop.index }}</td><td>{{ line.name | escape }}</td>
        <td>{{ line.quantity }}</td><td>{{ line.price | round: 2 }}</td><td>{% assign amount = line.price | times: line.quantity %}{{ amount | round: 2 }}</td>
        {% if line.discount > 0 %}<td>-{{ line.discount }} %</td>{% else %}<td></td>{% endif %}</tr>
        {% endfor %}</table>
        <p>{{ quote.lines | map: "price" | sum | round: 2 }} {{ quote.currency }}</p>
        """;

    public static ILiquidObject Deal() => Members(("deal", LiquidValue.From(Members(("amount", LiquidValue.From(1250.50m))))));

    public static LiquidContext MailContext() => new()
    {
        Data = Members(
            ("contact", LiquidValue.From(Members(
                ("first_name", LiquidValue.From("Anna")), ("last_name", LiquidValue.From("Bergmann")), ("email", LiquidValue.From("Anna.Bergmann@Example.com")),
                ("company", LiquidValue.From("Bergmann & Söhne")), ("street", LiquidValue.From("Hafenstraße 12")), ("zip", LiquidValue.From("20457")),
                ("city", LiquidValue.From("Hamburg"))))),
            ("order", LiquidValue.From(Members(
                ("number", LiquidValue.From("A-10294")), ("date", LiquidValue.From(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero))),
                ("city", LiquidValue.From("Bremen")), ("paid", LiquidValue.True), ("express", LiquidValue.True),
                ("total", LiquidValue.From(1049.99m)), ("currency", LiquidValue.From("EUR"))))),
            ("owner", LiquidValue.From(Members(("name", LiquidValue.From("Jonas Weber")), ("phone", LiquidValue.From("+49 40 123456")))))),
    };

    public static LiquidContext QuoteContext()
    {
        var lines = Enumerable.Range(1, 40).Select(i => LiquidValue.From(Members(
            ("name", LiquidValue.From($"Window {i} <frame & glass>")), ("quantity", LiquidValue.From(i % 5 + 1)),
            ("price", LiquidValue.From(99.95m + i)), ("discount", LiquidValue.From(i % 3))))).ToArray();
        return new LiquidContext
        {
            Data = Members(("quote", LiquidValue.From(Members(
                ("number", LiquidValue.From("Q-77")), ("currency", LiquidValue.From("EUR")), ("lines", LiquidValue.From(lines)))))),
        };
    }

    private static LiquidMembers Members(params ReadOnlySpan<(string Name, LiquidValue Value)> members)
    {
        var result = new LiquidMembers();
        foreach (var (name, value) in members)
        {
            result[name] = value;
        }

        return result;
    }
}
