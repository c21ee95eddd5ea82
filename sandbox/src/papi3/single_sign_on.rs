//! The Single Sign-On service: StartSession.

use bindery_runtime::generated::{Secret, soap};
use partners::papi3::{server, sso};

use super::call::Call;
use super::device::Device;
use super::session_info;
use super::sessions::Account;

impl server::Sso for Call<'_> {
    async fn start_session(
        &self,
        request: sso::StartSessionRequest,
    ) -> Result<sso::StartSessionResult, soap::Fault> {
        let account = |account: sso::Account| Account {
            number: account.account_number,
            type_code: account.account_type_code,
            description: account.description,
            tag: account.tag,
        };
        let accounts: Vec<Account> = request.accounts.into_iter().map(account).collect();
        let device = Device {
            ip_address: request.depositor_ip_address,
            local_date_time: request.local_date_time,
            time_zone: request.time_zone,
        };
        let caller = self.caller(request.partner_id, request.language_id, device);
        let holder = request.account_holder_number;
        let (head, opened) = self.carry_out("StartSession", move |state, now| {
            state.start_session(&caller, now, &holder, &accounts)
        });
        let (pair, facts) = opened.unzip();
        let (token, state_id) = pair.map(|pair| (pair.token, pair.state_id)).unzip();
        Ok(sso::StartSessionResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            session_token: token.map(Secret::new).unwrap_or_default(),
            session_state_id: state_id.map(Secret::new).unwrap_or_default(),
            session_info: facts.map(session_info::sso),
        })
    }
}
