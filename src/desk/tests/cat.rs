//! Whatever a cat does at the keyboard, in a window of any size, the desk stands.
use super::look::busy;
use crate::desk::key::Input;
use crate::desk::message::Msg;
use crate::desk::part::trial::inputs;
use crate::desk::trial::{Line, Trial, full};
use crate::text::Lang;
use proptest::prelude::*;

/// Keys that open every place there is.
const PLACES: [&str; 14] = [
    "f2", "f6", "g a", "f11", "f12", "f1", "ctrl+p", "/", "enter", "n", "e", "c", "o", "w",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_desk_stands(
        place in 0..PLACES.len(),
        then in 0..PLACES.len(),
        inputs in inputs(25),
        sizes in proptest::collection::vec((0u16..200, 0u16..60), 4),
        english: bool,
    ) {
        let mut server = busy();
        full(&mut server);
        server.asks(7, 1042, 4, 12);
        let lang = if english { Lang::En } else { Lang::Ru };
        let mut trial = Trial::new(lang, (80, 24), server);
        trial.press(PLACES[place]);
        trial.press(PLACES[then]);
        let mut sizes = sizes.into_iter().cycle();
        for (n, input) in inputs.into_iter().enumerate() {
            trial.message(Msg::Input(input));
            if n % 5 == 0 {
                let (width, height) = sizes.next().unwrap();
                trial.message(Msg::Input(Input::Resize { width, height }));
            }
            if n % 3 == 0 {
                trial.pause();
            }
            trial.line = if n % 7 == 6 { Line::Cut } else { Line::Quick };
            trial.screen();
        }
    }
}
