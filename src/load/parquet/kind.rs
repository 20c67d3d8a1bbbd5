//! What a column of a Parquet file declares to hold, as far as it can be read.
//!
//! Reference: Apache Parquet, LogicalTypes.md of parquet-format 2.11.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True and false.
    Truth,
    /// Numbers, whole or not, as the bytes have them.
    Number,
    /// Whole numbers without a sign.
    Unsigned,
    /// Numbers of 16 bits.
    Half,
    /// Whole numbers that many digits of which stand behind the point.
    Decimal(i32),
    /// Text.
    Text,
    /// Text of a fixed set.
    Label,
    /// Days since 1970.
    Date,
    /// Time of day; how many of it are a second.
    Time(i64),
    /// Time since 1970; how many of it are a second.
    Moment(i64),
    /// Days and nanoseconds in 96 bits.
    OldMoment,
    /// Sixteen bytes, written in five groups.
    Uuid,
}

/// Bytes of the longest decimal that is read.
const LONGEST: i32 = 16;

impl Kind {
    /// What the column declares.
    ///
    /// # Errors
    /// Why it can't be read.
    pub fn of(column: &ColumnDescriptor) -> Result<Kind, &'static str> {
        let plain = Kind::by_type(column.physical_type());
        match column.logical_type_ref() {
            Some(logical) => Kind::by_logical(logical, column, plain),
            None => Kind::by_converted(column, plain),
        }
    }

    /// Whether its cells are numbers, or words that are never numbers; none where that is for the cells to say.
    pub fn is_numeric(self) -> Option<bool> {
        match self {
            Kind::Number | Kind::Unsigned | Kind::Half | Kind::Decimal(_) => Some(true),
            Kind::Truth
            | Kind::Label
            | Kind::Date
            | Kind::Time(_)
            | Kind::Moment(_)
            | Kind::OldMoment
            | Kind::Uuid => Some(false),
            Kind::Text => None,
        }
    }

    fn by_type(physical: Type) -> Result<Kind, &'static str> {
        match physical {
            Type::BOOLEAN => Ok(Kind::Truth),
            Type::INT32 | Type::INT64 | Type::FLOAT | Type::DOUBLE => Ok(Kind::Number),
            Type::INT96 => Ok(Kind::OldMoment),
            Type::BYTE_ARRAY => Ok(Kind::Text),
            Type::FIXED_LEN_BYTE_ARRAY => Err("bytes of a fixed length"),
        }
    }

    fn by_logical(
        logical: &LogicalType,
        column: &ColumnDescriptor,
        plain: Result<Kind, &'static str>,
    ) -> Result<Kind, &'static str> {
        match logical {
            LogicalType::String | LogicalType::Json => Ok(Kind::Text),
            LogicalType::Enum => Ok(Kind::Label),
            LogicalType::Decimal(decimal) => Kind::decimal(decimal.scale, column),
            LogicalType::Date => Ok(Kind::Date),
            LogicalType::Time(time) => Ok(Kind::Time(a_second(&time.unit))),
            LogicalType::Timestamp(time) => Ok(Kind::Moment(a_second(&time.unit))),
            LogicalType::Integer(integer) if !integer.is_signed => Ok(Kind::Unsigned),
            LogicalType::Uuid => Ok(Kind::Uuid),
            LogicalType::Float16 => Ok(Kind::Half),
            LogicalType::Bson => Err("BSON documents"),
            LogicalType::Geometry(_) | LogicalType::Geography(_) => Err("shapes of a map"),
            LogicalType::Map | LogicalType::List | LogicalType::Variant(_) => {
                Err("lists or values inside values")
            }
            LogicalType::Integer(_) | LogicalType::Unknown => plain,
            _ => Err("a type that is not known here"),
        }
    }

    fn by_converted(
        column: &ColumnDescriptor,
        plain: Result<Kind, &'static str>,
    ) -> Result<Kind, &'static str> {
        match column.converted_type() {
            ConvertedType::UTF8 | ConvertedType::JSON => Ok(Kind::Text),
            ConvertedType::ENUM => Ok(Kind::Label),
            ConvertedType::DECIMAL => Kind::decimal(column.type_scale(), column),
            ConvertedType::DATE => Ok(Kind::Date),
            ConvertedType::TIME_MILLIS => Ok(Kind::Time(1_000)),
            ConvertedType::TIME_MICROS => Ok(Kind::Time(1_000_000)),
            ConvertedType::TIMESTAMP_MILLIS => Ok(Kind::Moment(1_000)),
            ConvertedType::TIMESTAMP_MICROS => Ok(Kind::Moment(1_000_000)),
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Ok(Kind::Unsigned),
            ConvertedType::BSON => Err("BSON documents"),
            ConvertedType::INTERVAL => Err("spans of months, days and milliseconds"),
            ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE | ConvertedType::LIST => {
                Err("lists or values inside values")
            }
            _ => plain,
        }
    }

    fn decimal(scale: i32, column: &ColumnDescriptor) -> Result<Kind, &'static str> {
        let fixed = column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY;
        // 38 digits are what 16 bytes hold
        if (fixed && column.type_length() > LONGEST) || column.type_precision() > 38 {
            return Err("decimals of more than 38 digits");
        }
        if (0..=38).contains(&scale) {
            Ok(Kind::Decimal(scale))
        } else {
            Err("decimals with an impossible scale")
        }
    }
}

fn a_second(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}
