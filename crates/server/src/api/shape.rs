//! From the shapes of other crates, which know nothing of HTTP, to schemas of OpenAPI; and what
//! comes in with a request, whose faults are told as [`Problem`]s.

use std::borrow::Cow;
use std::fmt::Formatter;
use std::marker::PhantomData;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::problem::Problem;

/// The shape of a type as `schemars` describes it: JSON Schema is what OpenAPI 3.1 is written in.
#[derive(Debug)]
pub struct Shape<T>(PhantomData<T>);

impl<T: JsonSchema> PartialSchema for Shape<T> {
    fn schema() -> RefOr<Schema> {
        RefOr::Ref(Ref::from_schema_name(T::schema_name()))
    }
}

impl<T: JsonSchema> ToSchema for Shape<T> {
    fn name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        let settings = SchemaSettings::draft2020_12();
        let settings = settings.with(|settings| settings.definitions_path = PLACE.into());
        let mut generator = settings.into_generator();
        let mut own = T::json_schema(&mut generator).to_value();
        own.as_object_mut().map(|own| own.remove("$schema"));
        let mut all = generator.take_definitions(true);
        all.insert(T::schema_name().into_owned(), own);
        schemas.extend(all.into_iter().map(|(name, shape)| (name, as_it_is(shape))));
    }
}

const PLACE: &str = "/components/schemas";

/// A schema that is written as it is.
fn as_it_is(shape: Value) -> RefOr<Schema> {
    let Value::Object(shape) = shape else { return RefOr::T(Schema::default()) };
    let object = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
    let object = object.extensions(Some(shape.into_iter().collect::<Extensions>()));
    RefOr::T(Schema::Object(object.build()))
}

/// What the body of a request brings, as JSON.
#[derive(Debug)]
pub struct Given<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let given = Json::from_request(request, state).await;
        given.map(|Json(Object(given))| Self(given)).map_err(|rejection| of_json(&rejection))
    }
}

/// A shape with named fields, and nothing but names: serde would also take a list of its values.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

fn of_json(rejection: &JsonRejection) -> Problem {
    let status = rejection.status();
    let title = match status {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "This takes JSON",
        StatusCode::PAYLOAD_TOO_LARGE => "That is too large",
        StatusCode::UNPROCESSABLE_ENTITY => "The JSON has another shape",
        _ => "The body cannot be read",
    };
    Problem::new(status, title, rejection.body_text())
}

/// What stands in the path of a request.
#[derive(Debug)]
pub struct Place<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Place<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let given = Path::from_request_parts(parts, state).await;
        given.map(|Path(given)| Self(given)).map_err(|rejection: PathRejection| {
            Problem::new(rejection.status(), "The path cannot be read", rejection.body_text())
        })
    }
}

/// What is asked for behind the path.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let given = Query::from_request_parts(parts, state).await;
        given.map(|Query(given)| Self(given)).map_err(|rejection: QueryRejection| {
            Problem::new(rejection.status(), "The query cannot be read", rejection.body_text())
        })
    }
}
