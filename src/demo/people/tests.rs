use super::*;
use std::collections::HashSet;

const ARRIVAL: Arrival<'_> = Arrival {
    at: Millis(0),
    channel: None,
    company: false,
    phone: true,
    email: true,
    address: true,
};

#[test]
fn first_name_patronymic_and_family_name_agree() {
    let all = Customers::read(7);
    let mut rng = Rng::new(7, "test", 0);
    let mut women = 0;
    for _ in 0..5_000 {
        let person = all.person(&mut rng);
        let last = person.last.as_ref();
        if all.women.contains(&person.first) {
            women += 1;
            assert!(person.patronymic.ends_with("на"), "{person:?}");
            for his in ["ов", "ев", "ёв", "ин", "ский", "цкий"] {
                assert!(!last.ends_with(his), "{person:?}");
            }
        } else {
            assert!(person.patronymic.ends_with("ич"), "{person:?}");
            for hers in ["ова", "ева", "ёва", "ина", "ская", "цкая"] {
                assert!(!last.ends_with(hers), "{person:?}");
            }
        }
    }
    assert!((600..1000).contains(&women), "{women}");
}

#[test]
fn a_wife_is_called_rightly() {
    for (his, hers) in [
        ("Иванов", "Иванова"),
        ("Соловьёв", "Соловьёва"),
        ("Ильин", "Ильина"),
        ("Островский", "Островская"),
        ("Шевченко", "Шевченко"),
        ("Черных", "Черных"),
        ("Мельник", "Мельник"),
    ] {
        assert_eq!(of_a_woman(his), hers);
    }
}

#[test]
fn nobody_shares_a_phone_a_mailbox_or_a_name_at_a_messenger() {
    let all = Customers::read(7);
    let mut seen = HashSet::new();
    for number in 0..30_000 {
        let channel = ["telegram", "vk", "whatsapp"][number as usize % 3];
        let contact = all.contact(
            number,
            Arrival {
                channel: Some(channel),
                company: number % 5 == 0,
                ..ARRIVAL
            },
        );
        for text in contact.phones.into_iter().chain(contact.emails) {
            assert!(seen.insert(text.clone()), "{text} twice");
        }
        for identity in contact.identities {
            let text = format!("{}:{}", identity.channel, identity.id);
            assert!(seen.insert(text.clone()), "{text} twice");
        }
    }
}

#[test]
fn addresses_are_whole() {
    let all = Customers::read(1);
    for number in 0..2_000 {
        let contact = all.contact(number, ARRIVAL);
        let address = &contact.addresses[0];
        assert_eq!(address.postcode.len(), 6, "{address:?}");
        assert_eq!(address.city, all.town(number).name);
        assert!(address.line.contains(", "), "{address:?}");
    }
}

#[test]
fn mail_can_reach_nobody() {
    let all = Customers::read(1);
    for number in 0..500 {
        for email in all.contact(number, ARRIVAL).emails {
            assert!(email.is_ascii() && email.ends_with(".example"), "{email}");
        }
    }
}
