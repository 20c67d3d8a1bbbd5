//! Functions and filters of a text: they look up, never compute.

use super::require;
use crate::load::nearest;
use crate::render::engine::Shared;
use crate::render::forms::{self, FORMS};
use crate::render::lookup::lookup;
use crate::render::{Report, absent, blocks, cards, figures, foremost, references, tables, tokens};
use std::sync::Arc;
use tera::{Kwargs, State, Tera, TeraResult, Value};

/// Functions a text can call.
pub const FUNCTIONS: [&str; 10] =
    ["value", "figure", "table", "claim", "card", "cards", "see", "sentences", "command", "require"];

/// A tera that knows our functions and filters; without a report they only let templates be parsed.
pub fn with_functions(shared: Option<&Arc<Shared>>) -> Tera {
    let mut tera = Tera::default();
    // whatever a text is called, nothing it prints reaches Markdown unspelled
    tera.autoescape_on([""]);
    tera.set_escape_fn(tokens::spell);
    // nothing a template prints may reach Markdown as it is
    tera.register_filter("safe", |value: Value, _: Kwargs, _: &State| value);
    for form in FORMS {
        tera.register_filter(form.id, |value: Value, _: Kwargs, _: &State| -> TeraResult<String> {
            forms::write(&json(&value)?, form.id).map_err(tera::Error::message)
        });
    }
    tera.register_filter("find", |items: Value, how: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(matching(&items, &how)?.into_iter().next().unwrap_or_else(Value::none))
    });
    tera.register_filter("short", {
        let shared = shared.cloned();
        move |measure: Value, _: Kwargs, _: &State| -> TeraResult<String> {
            let id =
                measure.as_str().ok_or_else(|| tera::Error::message("short wants the id of a measure"))?;
            Ok(shared.as_ref().map_or_else(|| id.to_owned(), |s| figures::short(&s.report, id)))
        }
    });
    tera.register_filter("only", |items: Value, how: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(Value::from(matching(&items, &how)?))
    });
    let calls: [(&'static str, Call); 9] = [
        ("value", value),
        ("figure", figure),
        ("table", table),
        ("claim", claim),
        ("card", card),
        ("cards", every_card),
        ("see", see),
        ("sentences", sentences),
        ("command", command),
    ];
    for (name, call) in calls {
        let shared = shared.cloned();
        tera.register_function(name, move |how: Kwargs, _: &State| -> TeraResult<Value> {
            let shared = shared.as_ref().ok_or_else(|| tera::Error::message("there is no report yet"))?;
            call(shared, &how).map_err(tera::Error::message)
        });
    }
    let shared = shared.cloned();
    tera.register_function("require", move |how: Kwargs, state: &State| -> TeraResult<Value> {
        let shared = shared.as_ref().ok_or_else(|| tera::Error::message("there is no report yet"))?;
        require::require(shared, &how, state).map_err(tera::Error::message)
    });
    tera
}

type Call = fn(&Shared, &Kwargs) -> Result<Value, String>;

fn json(value: &Value) -> TeraResult<serde_json::Value> {
    if value.is_undefined() {
        return Err(tera::Error::message("this is not defined; only what the report has can be printed"));
    }
    serde_json::to_value(value).map_err(tera::Error::message)
}

/// Entries of a list whose key has the given value.
fn matching(items: &Value, how: &Kwargs) -> TeraResult<Vec<Value>> {
    let key: &str = how.must_get("key")?;
    let equals: Value = how.must_get("equals")?;
    let items = items.as_array().ok_or_else(|| tera::Error::message("find and only want a list"))?;
    Ok(items.iter().filter(|item| item.get_from_path(key) == Some(&equals)).cloned().collect())
}

/// An argument that is a text.
///
/// # Errors
/// Says that it is missing or no text.
pub fn text<'k>(how: &'k Kwargs, key: &'k str) -> Result<&'k str, String> {
    how.must_get(key).map_err(|e| e.to_string())
}

fn block(shared: &Shared, html: String) -> Value {
    Value::safe_string(&shared.with(|d| d.piece(html, true)))
}

/// HTML of ours within a line, as a token.
pub fn inline(shared: &Shared, html: String) -> Value {
    Value::safe_string(&shared.with(|d| d.piece(html, false)))
}

/// `value(path="performance.network.accuracy", form="percent")`: a number with its interval.
fn value(shared: &Shared, how: &Kwargs) -> Result<Value, String> {
    let found = lookup(&shared.view.json, text(how, "path")?)?;
    let form: Option<&str> = how.get("form").map_err(|e| e.to_string())?;
    Ok(Value::from(match form {
        Some(form) => forms::write(found, form)?,
        None => forms::plain(found)?,
    }))
}

/// `figure(id="pairs")`: the figure, its number, how to read it and its numbers; or why there is none.
fn figure(shared: &Shared, how: &Kwargs) -> Result<Value, String> {
    let id = text(how, "id")?;
    let ids: Vec<&str> = figures::FIGURES.iter().map(|f| f.card().id).collect();
    let known = ids.iter().find(|i| **i == id).ok_or_else(|| unknown("figure", id, &ids))?;
    let html = match figures::draw(&shared.report, known) {
        Some(drawn) => {
            let number = shared.with(|d| d.number_figure(id))?;
            blocks::figure(&drawn, number)
        }
        None => {
            shared.with(|d| d.absent(&format!("figure:{id}")))?;
            blocks::absent(&format!("f-{id}"), &figure_absent(&shared.report, id))
        }
    };
    Ok(block(shared, html))
}

fn figure_absent(report: &Report, id: &str) -> String {
    let title = figures::FIGURES.iter().map(|f| f.card()).find(|c| c.id == id).map_or(id, |c| c.title);
    format!("No figure “{title}”: {}.", absent::figure(report, id))
}

/// `table(id="leaderboard", top=10)`: the table and its number; or why there is none.
fn table(shared: &Shared, how: &Kwargs) -> Result<Value, String> {
    let id = text(how, "id")?;
    let top: Option<usize> = how.get("top").map_err(|e| e.to_string())?;
    let ids: Vec<&str> = tables::TABLES.iter().map(|t| t.id).collect();
    let known = tables::TABLES.iter().find(|t| t.id == id).ok_or_else(|| unknown("table", id, &ids))?;
    let html = match (known.make)(&shared.report) {
        Ok(mut made) => {
            made.without(&foremost::left_out(&shared.report));
            let number = shared.with(|d| d.number_table(id))?;
            made.html(id, number, top)
        }
        Err(why) => {
            shared.with(|d| d.absent(&format!("table:{id}")))?;
            blocks::absent(&format!("t-{id}"), &why)
        }
    };
    Ok(block(shared, html))
}

/// `claim(id="enough")`: the answer as sign and word.
fn claim(shared: &Shared, how: &Kwargs) -> Result<Value, String> {
    let id = text(how, "id")?;
    let claims = &shared.report.findings.verdict.claims;
    let ids: Vec<&str> = claims.iter().map(|c| c.claim.as_str()).collect();
    let found = claims.iter().find(|c| c.claim == id).ok_or_else(|| unknown("claim", id, &ids))?;
    Ok(inline(shared, blocks::answer(found.answer)))
}

/// `card(id="garson")`: what a measure, claim or figure says of itself.
fn card(shared: &Shared, how: &Kwargs) -> Result<Value, String> {
    let id = text(how, "id")?;
    let all = cards::all();
    let ids: Vec<&str> = all.iter().map(|c| c.id).collect();
    let found = all.iter().find(|c| c.id == id).ok_or_else(|| unknown("card", id, &ids))?;
    Ok(block(shared, cards::html(found)))
}

/// `cards(of="measures")`: the cards of the measures in the report, or of its claims.
fn every_card(shared: &Shared, how: &Kwargs) -> Result<Value, String> {
    let of = text(how, "of")?;
    if !["measures", "claims"].contains(&of) {
        return Err(unknown("kind of cards", of, &["measures", "claims"]));
    }
    Ok(block(shared, cards::of_report(&shared.report, of == "claims")))
}

/// `see(id="figure:pairs")`: a link that reads `Figure 11`.
fn see(shared: &Shared, how: &Kwargs) -> Result<Value, String> {
    let target = text(how, "id")?;
    if !(target.starts_with("section:") && shared.with(|d| d.of_user)) {
        references::known(target)?;
    }
    Ok(inline(shared, references::token(target)))
}

/// `sentences()`: the answer in short, each sentence with links to its evidence.
fn sentences(shared: &Shared, _: &Kwargs) -> Result<Value, String> {
    Ok(block(shared, blocks::sentences(&shared.report)))
}

/// `command()`: the box with what makes the report again.
fn command(shared: &Shared, _: &Kwargs) -> Result<Value, String> {
    Ok(block(shared, blocks::command(&shared.report)))
}

/// Says that there is nothing of this name, and what is near.
pub fn unknown(what: &str, id: &str, there: &[&str]) -> String {
    let near = nearest(id, there);
    let near = if near.is_empty() { there.join(", ") } else { near };
    format!("no {what} {id:?}; there is {near}")
}
