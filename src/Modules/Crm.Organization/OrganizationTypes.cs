using CrmPlatform.Content;
using CrmPlatform.Content.Definitions;
using CrmPlatform.Localization;
using CrmPlatform.Modules;

namespace Crm.Organization;

/// <summary>Employees, teams, and the two roles that every tenant has.</summary>
public sealed class OrganizationTypes : ILayerSource
{
    public const string Employee = "Employee";
    public const string Team = "Team";

    public Layer Build() => new()
    {
        Id = "Crm.Organization",
        Types = [EmployeeType(), TeamType()],
        Views = [Employees(), Teams()],
        Roles = [Administrator(), Member()],
        Navigation =
        [
            new() { Id = "employees", Type = Employee, Group = "organization", Order = 900, Icon = "users" },
            new() { Id = "teams", Type = Team, Group = "organization", Order = 910, Icon = "sitemap" },
        ],
    };

    private static TypeDefinition EmployeeType() => new()
    {
        Id = Employee,
        Label = LocalizedText.Of("Employee", "Сотрудник"),
        PluralLabel = LocalizedText.Of("Employees", "Сотрудники"),
        Description = LocalizedText.Of(
            "The people who work here. They own clients and deals, whether they sign in or not.",
            "Люди, которые здесь работают. Им принадлежат клиенты и сделки, даже если они не входят в систему."),
        Icon = "user",
        ManagedBy = Permission.OrganizationManage,
        Fields =
        [
            Field.Text("name", "Name", "Имя") with { Required = true, Searchable = true, Essential = true, MaxLength = 200, Personal = true },
            Field.Text("position", "Position", "Должность") with { Essential = true, MaxLength = 200 },
            Field.Lookup("team", Team, "Team", "Команда") with { Essential = true, Indexed = true },
            Field.Email("email", "E-mail", "Эл. почта") with { Essential = true, Personal = true },
            Field.Phone("phone", "Phone", "Телефон") with { Essential = true, Personal = true },
            Field.Lookup("manager", Employee, "Reports to", "Руководитель"),
            Field.Text("region", "Region", "Регион") with { MaxLength = 100 },
            Field.Text("extension", "Extension", "Внутренний номер") with { MaxLength = 20 },
            Field.Choice("state", "Status", "Состояние",
                Field.Option("active", "Active", "Работает", "green"),
                Field.Option("away", "Away", "Отсутствует", "yellow"),
                Field.Option("left", "Left", "Не работает", "gray")) with { Default = Field.Default("active"), Indexed = true },
            Field.Date("hiredOn", "Hired on", "Дата приёма"),
            Field.Date("birthday", "Birthday", "День рождения") with { Personal = true },
            Field.LongText("notes", "Notes", "Заметки"),
        ],
        DuplicateKeys =
        [
            new() { Id = "email", Fields = ["email"], Unique = true, Label = LocalizedText.Of("E-mail", "Эл. почта") },
        ],
    };

    private static TypeDefinition TeamType() => new()
    {
        Id = Team,
        Label = LocalizedText.Of("Team", "Команда"),
        PluralLabel = LocalizedText.Of("Teams", "Команды"),
        Description = LocalizedText.Of(
            "Teams form a tree; each has a head, who sees the work of the team.",
            "Команды образуют дерево; у каждой есть руководитель, который видит работу команды."),
        Icon = "sitemap",
        ManagedBy = Permission.OrganizationManage,
        Fields =
        [
            Field.Text("name", "Name", "Название") with { Required = true, Searchable = true, Essential = true, MaxLength = 200 },
            Field.Lookup("parent", Team, "Part of", "Входит в") with { Essential = true, OnDelete = ReferenceRule.Restrict, Indexed = true },
            Field.Lookup("head", Employee, "Head", "Руководитель") with { Essential = true },
            Field.Text("region", "Region", "Регион") with { MaxLength = 100 },
            Field.LongText("description", "Description", "Описание"),
        ],
        DuplicateKeys =
        [
            new() { Id = "name", Fields = ["name"], Label = LocalizedText.Of("Name", "Название") },
        ],
    };

    private static ViewDefinition Employees() => new()
    {
        Id = "employees.all",
        Type = Employee,
        Label = LocalizedText.Of("All employees", "Все сотрудники"),
        Columns = ["name", "position", "team", "region", "email", "phone", "state"],
        Sort = ["name"],
        Default = true,
    };

    private static ViewDefinition Teams() => new()
    {
        Id = "teams.all",
        Type = Team,
        Label = LocalizedText.Of("All teams", "Все команды"),
        Columns = ["name", "parent", "head", "region"],
        Sort = ["name"],
        Default = true,
    };

    private static RoleDefinition Administrator() => new()
    {
        Id = "Administrator",
        Label = LocalizedText.Of("Administrator", "Администратор"),
        Permissions = [Permission.All],
    };

    private static RoleDefinition Member() => new()
    {
        Id = "Member",
        Label = LocalizedText.Of("Member", "Участник"),
        Permissions = [Permission.ContentView, Permission.ContentEdit, Permission.ContentDelete],
    };
}
