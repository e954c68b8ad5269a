//! The smallest desk on top of `pult::terminal`: it shows what it is told. The tests of the device run it.

use std::io::Write;
use std::process::exit;

use pult::desk::key::Input;
use pult::terminal::{self, Device, Event, Options};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Widget, Wrap};

/// Set in the environment of the process that is to be the desk.
pub const SWITCH: &str = "ECHO_DESK";

/// Ends the process when it is over.
pub fn run() {
    let options = Options {
        mouse: true,
        focus: true,
    };
    let (device, inbox) = match terminal::enter(options) {
        Ok(entered) => entered,
        Err(unfit) => {
            let _ = writeln!(std::io::stderr(), "unfit: {unfit}");
            exit(2);
        }
    };
    let ended = Echo {
        device,
        inbox,
        said: Vec::new(),
        keys: 0,
        deaf: false,
    }
    .run();
    exit(match ended {
        Ok(()) if terminal::panicked() => 4,
        Ok(()) => 0,
        Err(_) => 3,
    });
}

struct Echo {
    device: Device,
    inbox: tokio::sync::mpsc::UnboundedReceiver<Event>,
    said: Vec<String>,
    keys: usize,
    /// Does not end when it is told to.
    deaf: bool,
}

impl Echo {
    fn run(mut self) -> std::io::Result<()> {
        loop {
            let (said, keys) = (&self.said, self.keys);
            let result = self.device.draw(|area, buf| {
                let last = said
                    .iter()
                    .rev()
                    .take(area.height.into())
                    .map(String::as_str);
                let lines: Vec<_> =
                    [format!("{}x{} keys {keys} ready.", area.width, area.height).into()]
                        .into_iter()
                        .chain(last.map(Line::raw))
                        .collect();
                Paragraph::new(lines)
                    .wrap(Wrap { trim: false })
                    .render(area, buf);
                None
            });
            if !self.deaf {
                result?;
            }
            let mut next = self.inbox.blocking_recv();
            while let Some(event) = next {
                if !self.told(event)? {
                    return Ok(());
                }
                next = self.inbox.try_recv().ok();
            }
        }
    }

    fn told(&mut self, event: Event) -> std::io::Result<bool> {
        let words = match event {
            Event::Input(Input::Key(key)) => {
                self.keys += 1;
                match key.to_string().as_str() {
                    "q" => return Ok(false),
                    "!" => panic!("a panic in the loop"),
                    "@" => {
                        let _ = std::thread::spawn(|| panic!("a panic elsewhere")).join();
                    }
                    "d" => self.deaf = true,
                    "t" => self.device.title("pult 7")?,
                    "c" => {
                        self.device.copy("скопировано\n")?;
                    }
                    "z" => self.device.stop()?,
                    _ => {}
                }
                format!("key {key} is {}.", key.latin())
            }
            Event::Input(Input::Paste(text)) => {
                format!(
                    "paste of {} lines, {} bytes.",
                    text.lines().count(),
                    text.len()
                )
            }
            Event::Input(other) => format!("{other:?}."),
            Event::Hangup => return Ok(self.deaf),
            Event::Stop => {
                self.device.stop()?;
                "stopped.".into()
            }
            Event::Continue => {
                // Comes with a hang-up too, where there is nothing to take again.
                let resumed = self.device.resume();
                if !self.deaf {
                    resumed?;
                }
                "continued.".into()
            }
        };
        self.said.push(words);
        Ok(true)
    }
}
