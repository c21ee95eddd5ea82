//! Corrections and previews of a check in an open batch.

use partners::papi3::ResultCode;
use partners::papi3::deposit::{GetCheckImageRequest, UpdateDepositItem, UpdateDepositItemsRequest};
use rust_decimal::Decimal;

use super::{Deposit, is_refusal, plain};
use crate::check::{Images, money};
use crate::error::{Error, Result};
use crate::history::Sides;
use crate::journal::{Correction, Journal};

/// PAPI3 documentation: the numbers of its message example, whose meanings were not seen.
const CHECK_IMAGE_VIEW_TYPE: i32 = 2;
const CHECK_IMAGE_TYPE: i32 = 2;

impl<J: Journal> Deposit<J> {
    /// Corrects the amount of a check, or its images, or both. Review it again afterwards. What is in doubt after an
    /// error may be corrected again: the last correction counts.
    ///
    /// # Errors
    /// [`Error::CorrectionRefused`] with the item's own code; [`Error::NoSuchCheck`]; [`Error::Call`].
    pub async fn correct(
        &mut self,
        number: i32,
        amount: Option<Decimal>,
        images: Option<Images>,
    ) -> Result<()> {
        let place = self.check_exists(number)?;
        let amount = amount.map(money).transpose()?;
        let (batch, session) = self.open("a check is corrected in an open batch")?;
        self.review = None;
        let before = self.entry().checks[place].clone();
        self.held
            .write(|entry| {
                let check = &mut entry.checks[place];
                check.amount = amount.unwrap_or(check.amount);
                if let Some((front, back)) = images.as_ref().map(Images::hashes) {
                    (check.front, check.back) = (front, back);
                }
                check.correction = Correction::Sent;
            })
            .await?;
        let mut item = UpdateDepositItem::new(number);
        item.amount = amount;
        if let Some(images) = &images {
            item.front_base64_image = Some(images.front.clone());
            item.back_base64_image = Some(images.back.clone());
        }
        let mut request = UpdateDepositItemsRequest::default();
        request.deposit_batch_id = Some(batch);
        request.deposit_items = vec![item];
        let refused = match session.update_deposit_items(request).await {
            Ok(reply) => {
                let status = reply.update_item_status_list.iter().find(|status| status.item_number == number);
                let code = status.and_then(|status| status.response_code.as_deref()).map(str::trim);
                let missing =
                    Error::Incomplete { operation: "UpdateDepositItems", field: "ResponseCode of the item" };
                let code = code.ok_or(missing)?;
                let is_success = ResultCode::from_code(code) == ResultCode::Success;
                (!is_success).then(|| Error::CorrectionRefused { number, code: plain(code) })
            }
            Err(error) if is_refusal(&error) || !error.may_have_been_sent() => Some(error.into()),
            Err(error) => return Err(error.into()),
        };
        if let Some(error) = refused {
            // A correction of a correction in doubt leaves the doubt.
            self.held.write(|entry| entry.checks[place] = before).await?;
            return Err(error);
        }
        self.held.write(|entry| entry.checks[place].correction = Correction::None).await?;
        if let Some(images) = images {
            self.images.insert(number, images);
        }
        Ok(())
    }

    /// The images of a check as the partner stored them, in black and white, to be shown to the user.
    ///
    /// # Errors
    /// [`Error::NoSuchCheck`]; [`Error::Call`].
    pub async fn preview(&self, number: i32) -> Result<Sides> {
        self.check_exists(number)?;
        let (_, session) = self.open("a check is shown from an open batch")?;
        // PAPI3 documentation: the example names no batch, so it is the session's own.
        let request = GetCheckImageRequest::new(number, CHECK_IMAGE_VIEW_TYPE, CHECK_IMAGE_TYPE);
        let reply = session.get_check_image(request).await?;
        Ok(Sides { front: reply.check_front_image, back: reply.check_back_image })
    }
}
