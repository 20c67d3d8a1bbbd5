//! A JSON value, changed in a few places.

use serde_json::Value;

/// Changes of one input at most.
const MOST: usize = 8;

/// What is made of the value after its changes, which are taken back: a copy of the whole would take a third of the time.
/// Each four bytes are a change: two say where, one what, one with which value.
pub fn changed<T>(value: &mut Value, changes: &[u8], make: impl FnOnce(&Value) -> T) -> T {
    let mut before = Vec::new();
    for change in changes.chunks_exact(4).take(MOST) {
        let mut places = 0;
        count(value, &mut places);
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % places.max(1);
        if let Some(here) = at(value, &mut { place }) {
            before.push((place, here.clone()));
            *here = altered(std::mem::take(here), change[2], change[3]);
        }
    }
    let made = make(value);
    // what stands before a place is not changed by a change there, so places are found again from the last change on
    for (place, was) in before.into_iter().rev() {
        if let Some(here) = at(value, &mut { place }) {
            *here = was;
        }
    }
    made
}

/// Values in a value, itself included.
fn count(value: &Value, places: &mut usize) {
    *places += 1;
    match value {
        Value::Array(items) => items.iter().for_each(|item| count(item, places)),
        Value::Object(fields) => fields.values().for_each(|field| count(field, places)),
        _ => {}
    }
}

/// The value at a place, counted as `count` does; none where it is not in here.
fn at<'a>(value: &'a mut Value, place: &mut usize) -> Option<&'a mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| at(item, place)),
        Value::Object(fields) => fields.values_mut().find_map(|field| at(field, place)),
        _ => None,
    }
}

fn altered(value: Value, how: u8, with: u8) -> Value {
    let at = usize::from(with);
    match (value, how % 8) {
        (Value::Array(mut items), 0) if !items.is_empty() => {
            items.remove(at % items.len());
            Value::Array(items)
        }
        (Value::Array(mut items), 1) if !items.is_empty() => {
            items.push(items[at % items.len()].clone());
            Value::Array(items)
        }
        (Value::Array(mut items), 2) if !items.is_empty() => {
            let length = items.len();
            items.swap(0, at % length);
            Value::Array(items)
        }
        (Value::Array(_), 3) => Value::Array(Vec::new()),
        (Value::Object(mut fields), 0..=3) => {
            if let Some(name) = fields.keys().nth(at % fields.len().max(1)).cloned() {
                fields.shift_remove(&name);
            }
            Value::Object(fields)
        }
        (Value::Number(_), 0..=5) => number(with),
        (Value::String(_), 0..=5) => word(with),
        (Value::Bool(truth), 0..=5) => Value::Bool(!truth),
        (_, 6) => Value::Null,
        (_, 7) => word(with),
        (_, _) => number(with),
    }
}

fn number(with: u8) -> Value {
    const NUMBERS: [f64; 12] =
        [0.0, -1.0, 1.0, 0.5, 1e308, -1e308, 5e-324, 1e17, 9_007_199_254_740_993.0, -0.0, 1e5, 3.0];
    match with % 16 {
        13 => Value::from(u64::MAX),
        14 => Value::from(i64::MIN),
        15 => Value::from(7),
        other => Value::from(NUMBERS[usize::from(other) % NUMBERS.len()]),
    }
}

fn word(with: u8) -> Value {
    const WORDS: [&str; 8] = [
        "",
        "v1",
        "{{ report }}",
        "<script>alert(1)</script>",
        "a\u{202e}b",
        "$x$ | `y` [z](w)",
        "\u{1}\n",
        "🜁",
    ];
    Value::from(WORDS[usize::from(with) % WORDS.len()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn changes_are_made_and_taken_back() {
        let whole = json!({"a": [1, 2, {"b": true}], "c": "x"});
        // places: 0 all, 1 a, 2 and 3 its numbers, 4 an object, 5 b, 6 c
        for (changes, wanted) in [
            (&[3, 0, 0, 7][..], json!({"a": [1, 1e17, {"b": true}], "c": "x"})),
            (&[0, 0, 0, 0, 1, 0, 7, 1], json!({"c": "v1"})),
            (&[1, 0, 0, 0, 2, 0, 6, 0, 0, 0, 7, 0], json!("")),
        ] {
            let mut value = whole.clone();
            assert_eq!(changed(&mut value, changes, Value::clone), wanted, "{changes:?}");
            assert_eq!(value, whole, "{changes:?}");
        }
    }
}
