//! A JSON value, changed in a few places.

use serde_json::Value;

/// Changes of one input at most.
const MOST: usize = 8;

/// The value after its changes. Each four bytes are one: two say where, one what, one with which value.
pub fn changed(value: &Value, changes: &[u8]) -> Value {
    let mut value = value.clone();
    for change in changes.chunks_exact(4).take(MOST) {
        let mut places = 0;
        count(&value, &mut places);
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % places.max(1);
        alter(&mut value, &mut { place }, change[2], change[3]);
    }
    value
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

/// Changes the value at a place, counted as `count` does; whether it was in here.
fn alter(value: &mut Value, place: &mut usize, how: u8, with: u8) -> bool {
    if *place == 0 {
        *value = altered(std::mem::take(value), how, with);
        return true;
    }
    *place -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| alter(item, place, how, with)),
        Value::Object(fields) => fields.values_mut().any(|field| alter(field, place, how, with)),
        _ => false,
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
