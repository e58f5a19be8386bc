//! The feed of published warnings (Atom, RFC 4287), and nothing but it.

use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Warning;

/// Where a feed is and who writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher<'p> {
    /// What the feed is called.
    pub title: &'p str,
    /// The name of whoever writes it.
    pub by: &'p str,
    /// The address below which the warnings are, ending in `/`; none where links are relative.
    pub base: Option<&'p str>,
}

/// A feed of warnings, the newest first, each with when it was published and its file.
///
/// # Panics
/// Never: writing to memory cannot fail.
#[must_use]
pub fn feed(publisher: &Publisher<'_>, warnings: &[(Warning, Timestamp, String)]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, publisher, warnings).expect("memory takes what is written");
    let mut text = String::from_utf8(writer.into_inner()).expect("only text was written");
    text.push('\n');
    text
}

fn write(
    writer: &mut Writer<Vec<u8>>,
    publisher: &Publisher<'_>,
    warnings: &[(Warning, Timestamp, String)],
) -> std::io::Result<()> {
    let updated = warnings.iter().map(|(_, at, _)| *at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let base = publisher.base.unwrap_or_default();
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let feed = writer.create_element("feed");
    let feed = feed.with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.write_inner_content(|writer| {
        text(writer, "title", publisher.title)?;
        // The same list has the same name wherever it is copied to.
        text(writer, "id", &name(publisher.title))?;
        text(writer, "updated", &updated.to_string())?;
        author(writer, publisher.by)?;
        link(writer, "self", &format!("{base}feed.atom"))?;
        for (warning, at, file) in warnings {
            writer.create_element("entry").write_inner_content(|writer| {
                text(writer, "title", &warning.title)?;
                text(writer, "id", &format!("urn:uuid:{}", warning.case))?;
                text(writer, "published", &at.to_string())?;
                text(writer, "updated", &at.to_string())?;
                if let Some(by) = &warning.by {
                    author(writer, by)?;
                }
                text(writer, "summary", &warning.summary)?;
                link(writer, "alternate", &format!("{base}{file}"))
            })?;
        }
        Ok(())
    })?;
    Ok(())
}

fn text(writer: &mut Writer<Vec<u8>>, element: &str, text: &str) -> std::io::Result<()> {
    let text = evidence::plain::bare(text);
    writer.create_element(element).write_text_content(BytesText::new(&text))?;
    Ok(())
}

fn author(writer: &mut Writer<Vec<u8>>, by: &str) -> std::io::Result<()> {
    writer.create_element("author").write_inner_content(|writer| text(writer, "name", by))?;
    Ok(())
}

fn link(writer: &mut Writer<Vec<u8>>, relation: &str, address: &str) -> std::io::Result<()> {
    let link = writer.create_element("link");
    link.with_attribute(("rel", relation)).with_attribute(("href", address)).write_empty()?;
    Ok(())
}

fn name(title: &str) -> String {
    format!("urn:uuid:{}", uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, title.as_bytes()))
}
