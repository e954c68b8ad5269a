//! The words of the approvals' queue.
use super::words;

words! {
    title: "Согласования", "Approvals";
    none: "никто ничего не просит", "nobody asks for anything";
    deal: "сделка", "deal";
    to: "перевод в", "move to";
    amount: "сумма", "amount";
    who: "кто просит", "asked by";
    when: "когда", "when";
    only_superiors: "согласует руководитель", "a superior decides";
    selected_none: "ничего не выбрано", "nothing is selected";
    approved(deal: i64): "№ {deal}: согласовано", "№ {deal}: approved";
    refused(deal: i64): "№ {deal}: в согласовании отказано", "№ {deal}: approval refused";
}
