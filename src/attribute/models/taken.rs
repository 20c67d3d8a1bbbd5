//! The nodes of smartcore's trees, taken out through serde.
//!
//! smartcore shows its trees to nobody, and lets only serialisers in. This one writes no text: it walks through a fitted
//! forest and keeps the nodes of each tree, numbers as they are.

use serde::ser::{self, Impossible, Serialize};
use std::fmt;

/// A node as smartcore has it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Taken {
    /// What a leaf answers.
    pub output: f64,
    /// Input that is asked about.
    pub feature: usize,
    /// Rows at or below it go to the first of the children; `None` for a leaf.
    pub threshold: Option<f64>,
    /// Node of the rows at or below, node of the others; `None` for a leaf.
    pub children: [Option<usize>; 2],
}

/// The nodes of every tree below a fitted model, the root of each first.
///
/// # Errors
/// What serde can't walk through.
pub(super) fn trees(model: &impl Serialize) -> Result<Vec<Vec<Taken>>, Refused> {
    let mut taker = Taker { trees: Vec::new(), field: "" };
    model.serialize(&mut taker)?;
    Ok(taker.trees)
}

/// Why a model can't be walked through.
#[derive(Debug)]
pub(super) struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Refused(message.to_string())
    }
}

type Done = Result<(), Refused>;

struct Taker {
    trees: Vec<Vec<Taken>>,
    /// Field of a structure whose value comes next.
    field: &'static str,
}

impl Taker {
    fn node(&mut self) -> Option<&mut Taken> {
        self.trees.last_mut()?.last_mut()
    }

    fn whole(&mut self, value: u64) -> Done {
        let (field, value) = (self.field, usize::try_from(value).unwrap_or(usize::MAX));
        if let Some(node) = self.node() {
            match field {
                "split_feature" => node.feature = value,
                "true_child" => node.children[0] = Some(value),
                "false_child" => node.children[1] = Some(value),
                _ => {}
            }
        }
        Ok(())
    }

    fn real(&mut self, value: f64) -> Done {
        let field = self.field;
        if let Some(node) = self.node() {
            match field {
                "output" => node.output = value,
                "split_value" => node.threshold = Some(value),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Numbers and words that say nothing of a node.
macro_rules! passed_over {
    ($($name:ident($kind:ty)),*) => { $(fn $name(self, _: $kind) -> Done { Ok(()) })* };
}

impl ser::Serializer for &mut Taker {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Impossible<(), Refused>;
    type SerializeTupleVariant = Impossible<(), Refused>;
    type SerializeMap = Impossible<(), Refused>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Refused>;

    passed_over!(
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_f32(f32),
        serialize_char(char),
        serialize_str(&str),
        serialize_bytes(&[u8]),
        serialize_unit_struct(&'static str)
    );

    fn serialize_u64(self, value: u64) -> Done {
        self.whole(value)
    }
    fn serialize_f64(self, value: f64) -> Done {
        self.real(value)
    }
    fn serialize_none(self) -> Done {
        Ok(())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Done {
        Ok(())
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Done {
        Ok(())
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Done {
        value.serialize(self)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Refused> {
        Ok(self)
    }
    fn serialize_tuple(self, _: usize) -> Result<Self, Refused> {
        Ok(self)
    }
    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Refused>, Refused> {
        Err(Refused(format!("{name} is not a forest")))
    }
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Refused>, Refused> {
        Err(Refused(format!("{name} is not a forest")))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Impossible<(), Refused>, Refused> {
        Err(Refused("a map is not a forest".to_owned()))
    }
    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Self, Refused> {
        match (name, self.trees.last_mut()) {
            ("BaseTree", _) => self.trees.push(Vec::new()),
            ("Node", Some(tree)) => tree.push(Taken::default()),
            _ => {}
        }
        Ok(self)
    }
    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Refused>, Refused> {
        Err(Refused(format!("{name} is not a forest")))
    }
}

impl ser::SerializeSeq for &mut Taker {
    type Ok = ();
    type Error = Refused;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(&mut **self)
    }
    fn end(self) -> Done {
        Ok(())
    }
}

impl ser::SerializeTuple for &mut Taker {
    type Ok = ();
    type Error = Refused;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(&mut **self)
    }
    fn end(self) -> Done {
        Ok(())
    }
}

impl ser::SerializeStruct for &mut Taker {
    type Ok = ();
    type Error = Refused;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
        self.field = key;
        // what a tree was asked for says nothing of its nodes
        if key == "parameters" { Ok(()) } else { value.serialize(&mut **self) }
    }
    fn end(self) -> Done {
        Ok(())
    }
}
