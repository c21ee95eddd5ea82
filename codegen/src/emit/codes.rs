//! The partner's result codes: an open enumeration with names, classes and remedies, and the table that the call
//! path reads them from.

use proc_macro2::TokenStream;
use quote::quote;

use super::spelling::identifier;
use super::{documentation, names};
use crate::contract::{Code, CodeClass, Codes, ReadText, Session, SessionPlace};

/// The file `codes.rs`.
pub(super) fn emit(codes: &Codes, session: Option<&Session>) -> TokenStream {
    let mut scope = names::Scope::reserving(&["Other"]);
    let variants: Vec<_> =
        codes.known.iter().map(|code| identifier(&scope.claim(names::variant(&code.name), "Code"))).collect();
    let texts: Vec<&str> = codes.known.iter().map(|code| code.code.as_str()).collect();
    let rows = codes.known.iter().zip(&variants).map(|(code, variant)| {
        let docs = documentation::lines(&format!("`{}`.", code.code), &code.remedy, None);
        quote!(#docs #variant)
    });
    let rules = codes.known.iter().map(rule);
    let session_fields =
        session.iter().flat_map(|session| &session.keys).filter_map(|key| match &key.place {
            SessionPlace::Field(name) => Some(name),
            SessionPlace::Header(_) => None,
        });
    let field = &codes.field;
    let [success, user_text, log_text] = [&codes.success, &codes.user_text, &codes.log_text].map(optional);
    quote! {
        use bindery_runtime::generated as rt;

        #[doc = " The partner's result codes. The list is open: a code that it does not name is `Other`."]
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ResultCode {
            #(#rows,)*
            #[doc = " A code that nobody told us about."]
            Other(String),
        }

        impl ResultCode {
            #[doc = " The code of a failed call, if the partner's answer carried one."]
            #[must_use]
            pub fn of(error: &rt::Error) -> Option<Self> {
                error.code().map(Self::from_code)
            }

            #[doc = " The meaning of a code on the wire. White space around it does not count; `0` is not `00`."]
            #[must_use]
            pub fn from_code(code: &str) -> Self {
                match code.trim() {
                    #(#texts => Self::#variants,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            #[doc = " The code on the wire."]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #texts,)*
                    Self::Other(code) => code,
                }
            }

            #[doc = " The name in words; empty for a code that is not listed."]
            #[must_use]
            pub fn name(&self) -> &'static str {
                self.rule().map_or("", |rule| rule.name)
            }

            #[doc = " Whose move it is."]
            #[must_use]
            pub fn class(&self) -> rt::codes::Class {
                self.rule().map_or(rt::codes::Class::Unknown, |rule| rule.class)
            }

            #[doc = " What to do, one sentence; empty for a code that is not listed."]
            #[must_use]
            pub fn remedy(&self) -> &'static str {
                self.rule().map_or("", |rule| rule.remedy)
            }

            #[doc = " What the text for the end user beside it is good for. Text beside a code that is not listed is shown:"]
            #[doc = " it is all there is."]
            #[must_use]
            pub fn user_text(&self) -> rt::codes::UserText {
                self.rule().map_or(rt::codes::UserText::Show, |rule| rule.user_text)
            }

            #[doc = " Whether it is final: neither the same call nor a corrected one will do, and somebody else, say customer"]
            #[doc = " care, must go on. Not so for a code that is not listed."]
            #[must_use]
            pub fn is_terminal(&self) -> bool {
                self.rule().is_some_and(|rule| rule.terminal)
            }

            fn rule(&self) -> Option<&'static rt::codes::CodeRule> {
                CODES.known.iter().find(|rule| rule.code == self.as_str())
            }
        }

        #[doc = " What the call path knows about result codes."]
        pub(super) static CODES: rt::codes::CodeTable = rt::codes::CodeTable {
            field: #field,
            success: #success,
            user_text: #user_text,
            log_text: #log_text,
            session_fields: &[#(#session_fields),*],
            known: &[#(#rules),*],
        };
    }
}

fn optional(text: &Option<String>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

fn rule(code: &Code) -> TokenStream {
    let (wire, name, remedy) = (&code.code, &code.name, &code.remedy);
    let (session_gone, terminal) = (code.session_gone, code.terminal);
    let class = identifier(match code.class {
        CodeClass::Success => "Success",
        CodeClass::Caller => "Caller",
        CodeClass::Session => "Session",
        CodeClass::Refusal => "Refusal",
        CodeClass::Temporary => "Temporary",
        CodeClass::Unknown => "Unknown",
    });
    let user_text = identifier(match code.user_text {
        ReadText::Show => "Show",
        ReadText::Parameter => "Parameter",
        ReadText::Ignore => "Ignore",
    });
    let hidden_for = &code.text_hidden_for;
    quote! {
        rt::codes::CodeRule {
            code: #wire,
            name: #name,
            class: rt::codes::Class::#class,
            remedy: #remedy,
            user_text: rt::codes::UserText::#user_text,
            text_hidden_for: &[#(#hidden_for),*],
            session_gone: #session_gone,
            terminal: #terminal,
        }
    }
}
