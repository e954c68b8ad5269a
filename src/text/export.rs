//! The headings of exported files: those that an import reads back, and what is said about them.
use super::words;

words! {
    number: "Номер", "Number";
    own_number: "Номер в пульте", "Number in pult";
    postcode: "Индекс", "Postcode";
    pipeline: "Воронка", "Pipeline";
    stage: "Стадия", "Stage";
    title: "Название сделки", "Deal title";
    name: "ФИО", "Full name";
    company: "Компания", "Company";
    phone: "Телефон", "Phone";
    email: "Почта", "Email";
    city: "Город", "City";
    address: "Адрес", "Address";
    amount: "Сумма", "Amount";
    kind: "Тип клиента", "Customer type";
    source: "Источник", "Source";
    responsible: "Ответственный", "Responsible";
    tags: "Теги", "Tags";
    items: "Товары", "Items";
    created: "Дата создания", "Created";
    closed: "Дата закрытия", "Closed";
    lost_reason: "Причина отказа", "Lost reason";
    next_step: "Следующий шаг", "Next step";
    next_step_at: "Дата следующего шага", "Next step date";
    messenger: "Мессенджер", "Messenger";
    note: "Заметка", "Note";
    sheet_deals: "Сделки", "Deals";
    sheet_contacts: "Клиенты", "Contacts";
    unknown_kind(file: &str): "{file}: неясно, какой это вид; нужно .csv или .xlsx", "{file}: unclear what kind that is; it takes .csv or .xlsx";
    exists(file: &str): "{file}: файл уже есть; заменить — с --force", "{file} is there already; --force replaces it";
    written(file: &str, n: u64): "{file}: записано строк: {n}", "{file}: {n} lines written";
    too_many_rows(most: u64): "больше {most} строк в XLSX не помещается; выгрузите в CSV", "XLSX holds at most {most} lines; export to CSV";
}
