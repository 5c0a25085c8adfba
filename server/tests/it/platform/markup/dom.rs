//! A page as a browser reads it.

use html5ever::{ParseOpts, parse_document, tendril::TendrilSink};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What a browser makes of a text of HTML.
#[derive(Default)]
pub struct Dom {
    pub elements: Vec<Element>,
    /// Every run of text, with the name of the element around it.
    pub texts: Vec<(String, String)>,
}

/// A start tag, and what stands in it.
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The form around it, by its place among the elements.
    form: Option<usize>,
}

/// A form: where it goes, and the names and values of its controls, with whether somebody may write anything into them.
pub struct Form {
    pub method: String,
    pub action: String,
    pub controls: Vec<(String, String, bool)>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

impl Dom {
    pub fn of(html: &str) -> Self {
        let parsed = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut dom = Self::default();
        dom.read(&parsed.document, "", None);
        dom
    }

    fn read(&mut self, node: &Handle, around: &str, form: Option<usize>) {
        let (mut around, mut form) = (around.to_owned(), form);
        match &node.data {
            NodeData::Text { contents } => self.texts.push((around.clone(), contents.borrow().to_string())),
            NodeData::Element { name, attrs, template_contents, .. } => {
                around = name.local.to_string();
                let attributes = attrs.borrow();
                let attributes = attributes.iter().map(|each| (each.name.local.to_string(), each.value.to_string()));
                self.elements.push(Element { name: around.clone(), attributes: attributes.collect(), form });
                if around == "form" {
                    form = Some(self.elements.len() - 1);
                }
                if let Some(contents) = &*template_contents.borrow() {
                    self.read(contents, &around, form);
                }
            }
            _ => {}
        }
        for child in node.children.borrow().iter() {
            self.read(child, &around, form);
        }
    }

    /// Addresses that links and the search forms of the page lead to.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        let links = self.elements.iter().filter(|each| each.name == "a" && each.attribute("target").is_empty());
        links.map(|each| each.attribute("href")).filter(|href| href.starts_with('/'))
    }

    pub fn forms(&self) -> Vec<Form> {
        let forms = self.elements.iter().enumerate().filter(|(_, each)| each.name == "form");
        let of = |(n, form): (usize, &Element)| {
            let controls =
                self.elements.iter().filter(|each| each.form == Some(n) && !each.attribute("name").is_empty());
            let controls = controls.map(|each| {
                let kind = each.attribute("type");
                let chosen = matches!(kind, "hidden" | "checkbox" | "radio") || each.name == "button";
                (each.attribute("name").to_owned(), each.attribute("value").to_owned(), !chosen)
            });
            Form {
                method: form.attribute("method").to_owned(),
                action: form.attribute("action").to_owned(),
                controls: controls.collect(),
            }
        };
        forms.map(of).collect()
    }
}
