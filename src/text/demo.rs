//! The words of the shop to play with.
use super::words;

words! {
    not_a_demo(dir: &str): "{dir}: здесь настоящий магазин; для учебного назовите другой каталог", "{dir} holds a real shop; name another directory for the demo";
    prepared(dir: &str): "Учебный магазин готов: {dir}", "The demo shop is ready: {dir}";
}
