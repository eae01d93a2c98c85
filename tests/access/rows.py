"""The access matrix: written by hand, asked over HTTP, equal to the URL map both ways.

Each row is an endpoint; each column a person. The subject is always 开江县's: its self-assessment in
文电办理, a fact and a file of it, a veto against it, its objection. The year stands at the end of its
notice, a publication is proposed by the first of the two office people.

Addresses without a unit in them are about one's own: there the other unit's reporter meets his own form.
The second step of signing in answers only a browser that has just made the first: nobody here has.

  Y  may           L  is sent to sign in
  F  403: the role has no such power        -  404: nothing there, for this person
"""

PEOPLE = {
    "anonymous": "",
    "reporter": "kaijiang-tb",
    "other unit's reporter": "fagai-tb",
    "head": "kaijiang-sq",
    "reviewer": "wendian-1",
    "other panel's reviewer": "ducha-1",
    "chair": "wendian-zuzhang",
    "office": "bangongshi-1",
    "second office": "bangongshi-2",
    "admin": "guanliyuan",
    "auditor": "shenji",
}

# columns: the people above, in their order
MATRIX = """
public.home                        Y Y Y Y Y Y Y Y Y Y Y
public.results                     - - - - - - - - - - -
public.circular                    - - - - - - - - - - -
public.edition                     - - - - - - - - - - -
public.edition_circular            - - - - - - - - - - -
public.notice                      Y Y Y Y Y Y Y Y Y Y Y
public.certificates                Y Y Y Y Y Y Y Y Y Y Y
public.certificate                 - - - - - - - - - - -
public.health                      Y Y Y Y Y Y Y Y Y Y Y
public.move_clock                  L Y Y Y Y Y Y Y Y Y Y
static                             Y Y Y Y Y Y Y Y Y Y Y
htmx_script                        Y Y Y Y Y Y Y Y Y Y Y
accounts.sign_in                   Y Y Y Y Y Y Y Y Y Y Y
accounts.invitation                Y Y Y Y Y Y Y Y Y Y Y
accounts.start                     L Y Y Y Y Y Y Y Y Y Y
accounts.password                  L Y Y Y Y Y Y Y Y Y Y
accounts.own                       L Y Y Y Y Y Y Y Y Y Y
accounts.end_sign_in               L Y - - - - - - - - -
accounts.end_other_sign_ins        L Y Y Y Y Y Y Y Y Y Y
accounts.sign_in_code              L L L L L L L L L L L
accounts.second_factor             L Y Y Y Y Y Y Y Y Y Y
accounts.begin_second_factor       L Y Y Y Y Y Y Y Y Y Y
accounts.change_second_factor      L Y Y Y Y Y Y Y Y Y Y
units.desk                         L Y Y Y F F F F F F F
units.looked_at                    L Y Y Y F F F F F F F
units.objections                   L Y Y Y F F F F F F F
units.area                         L Y Y Y - - - - - - -
units.fact                         L Y - Y - - - - - - -
units.add_fact                     L Y Y - - - - - - - -
units.edit_fact                    L Y - - - - - - - - -
units.remove_fact                  L Y - - - - - - - - -
units.add_evidence                 L Y - - - - - - - - -
units.attach_kept                  L Y - - - - - - - - -
units.remove_evidence              L Y - - - - - - - - -
units.answer                       L Y - - - - - - - - -
units.narrative                    L Y Y - - - - - - - -
units.move_fact                    L Y - - - - - - - - -
units.keep_new_fact                L Y Y - - - - - - - -
units.keep_fact                    L Y - - - - - - - - -
units.keep_narrative               L Y Y - - - - - - - -
units.keep_answer                  L Y - - - - - - - - -
units.drop_draft                   L Y - - - - - - - - -
units.send                         L Y Y - - - - - - - -
units.recall                       L Y Y - - - - - - - -
units.sign                         L - - Y - - - - - - -
units.decline                      L - - Y - - - - - - -
units.sign_replies                 L - - Y - - - - - - -
units.decline_replies              L - - Y - - - - - - -
units.paper                        L Y Y Y - - - - - - -
units.state                        L Y - - - - - - - - -
units.keep_statement               L Y - - - - - - - - -
units.sign_statement               L - - Y - - - - - - -
units.decline_statement            L - - Y - - - - - - -
units.signature                    L Y Y Y - - - - - - -
units.remove_signature             L Y - Y - - - - - - -
units.authorities                  L - - Y - - - - - - -
units.revoke_authority             L - - Y - - - - - - -
units.history                      L Y Y Y F F F F F F F
units.veto                         L - - Y - - - - - - -
units.confirm_scorecard            L Y Y Y - - - - - - -
units.object_to_scorecard          L Y Y Y - - - - - - -
units.keep_objection               L Y Y Y - - - - - - -
units.object_to_selection          L Y Y Y - - - - - - -
units.template                     L Y Y Y - - - - - - -
units.export                       L Y Y Y - - - - - - -
units.import_table                 L Y Y - - - - - - - -
units.import_preview               L Y - - - - - - - - -
panels.desk                        L F F F Y Y Y F F F F
panels.phrases                     L F F F Y Y Y F F F F
panels.forget_phrase               L F F F Y Y Y F F F F
panels.declare                     L F F F Y Y Y F F F F
panels.queue                       L - - - Y - Y - - - -
panels.items                       L - - - Y - Y - - - -
panels.accept_several              L - - - Y - Y - - - -
panels.take_back_acceptance        L - - - Y - Y - - - -
panels.looked_through              L - - - Y - Y - - - -
panels.imports                     L - - - Y - Y - - - -
panels.import_table                L - - - Y - - - - - -
panels.take_import                 L - - - Y - - - - - -
panels.withdraw_import             L - - - Y - - - - - -
panels.ledger                      L - - - Y - Y - - - -
panels.ledger_pair                 L - - - Y - Y - - - -
panels.unit                        L - - - Y - Y - - - -
panels.take_in                     L - - - Y - Y - - - -
panels.fact                        L - - - Y - Y - - - -
panels.new_record                  L - - - Y - Y - - - -
panels.exposures                   L - - - Y - Y - - - -
panels.release                     L - - - Y - Y - - - -
panels.withdraw                    L - - - Y - Y - - - -
panels.attach                      L - - - Y - Y - - - -
panels.detach                      L - - - Y - Y - - - -
panels.band                        L - - - Y - Y - - - -
panels.blind                       L - - - Y - Y - - - -
panels.blind_band                  L - - - - - - - - - -
panels.blind_file                  L - - - - - - - - - -
panels.chair                       L - - - - - Y - - - -
panels.name_third                  L - - - - - Y - - - -
panels.close                       L - - - - - Y - - - -
panels.reopen                      L - - - - - Y - - - -
dossier.scorecard                  L Y - Y Y - Y Y Y - Y
dossier.card_sheet                 L Y - Y Y - Y Y Y - Y
dossier.unit_sheet                 L Y - Y - - - Y Y - Y
dossier.area_sheet                 L - - - - - Y Y Y - Y
dossier.evidence                   L Y - Y Y - Y Y Y - Y
dossier.preview                    L Y - Y Y - Y Y Y - Y
dossier.veto_paper                 L - - Y - - - Y Y - Y
dossier.trail                      L F F F F F F F F F Y
dossier.consents                   L F F F F F F F F F Y
dossier.trail_table                L F F F F F F F F F Y
dossier.trail_chain                L F F F F F F F F F Y
office.result_file                 L F F F F F F Y Y F Y
office.progress                    L F F F F F F Y Y F Y
office.assessment                  L F F F F F F Y Y F Y
office.extension                   L F F F F F F Y Y F F
office.participation               L F F F F F F Y Y F F
office.remind                      L F F F F F F Y Y F F
office.reminders                   L F F F F F F Y Y F Y
office.reminder                    L F F F F F F Y Y F Y
office.resend_reminder             L F F F F F F Y Y F F
office.contacts                    L F F F F F F Y Y F Y
office.contacts_file               L F F F F F F Y Y F Y
office.targets                     L F F F F F F Y Y F F
office.rankings                    L F F F F F F Y Y F Y
office.ranking                     L F F F F F F Y Y F Y
office.what_if                     L F F F F F F Y Y F Y
office.hangs_on                    L F F F F F F Y Y F Y
office.profiles                    L F F F F F F Y Y F Y
office.decide_tie                  L F F F F F F Y Y F F
office.decide_departure            L F F F F F F Y Y F F
office.vetoes                      L F F F F F F Y Y F Y
office.veto                        L F F F F F F Y Y F Y
office.propose_veto                L F F F F F F Y Y F F
office.add_veto_paper              L F F F F F F Y Y F F
office.confirm_veto                L - - - - - - - Y - -
office.refuse_veto                 L - - - - - - - Y - -
office.propose_withdrawal          L F F F F F F Y Y F F
office.confirm_withdrawal          L - - - - - - - Y - -
office.refuse_withdrawal           L - - - - - - - Y - -
office.objections                  L F F F F F F Y Y F Y
office.objection                   L F F F F F F Y Y F Y
office.answer_objection            L F F F F F F Y Y F F
office.register_objection          L F F F F F F Y Y F F
office.history                     L F F F F F F Y Y F Y
office.comparison                  L F F F F F F Y Y F Y
office.unit_history                L F F F F F F Y Y F Y
office.year                        L F F F F F F Y Y F Y
office.scheme                      L F F F F F F Y Y F Y
office.scheme_paper                L F F F F F F Y Y F Y
office.scheme_file                 L F F F F F F Y Y F Y
office.scheme_changes              L F F F F F F Y Y F Y
office.scheme_trial                L F F F F F F Y Y F Y
office.begin_trial                 L F F F F F F Y Y F F
office.jobs                        L F F F F F F Y Y F Y
office.job_file                    L F F F F F F - - F -
office.job                         L F F F F F F Y Y F Y
office.rescore                     L F F F F F F Y Y F F
office.stop_job                    L F F F F F F Y Y F F
office.retry_job                   L F F F F F F Y Y F F
office.scheme_draft                L F F F F F F Y Y F Y
office.scheme_revisions            L F F F F F F Y Y F Y
office.scheme_begin                L F F F F F F Y Y F F
office.scheme_end                  L F F F F F F Y Y F F
office.scheme_text                 L F F F F F F Y Y F F
office.scheme_import               L F F F F F F Y Y F F
office.scheme_copy                 L F F F F F F Y Y F F
office.scheme_restore              L F F F F F F Y Y F F
office.scheme_general              L F F F F F F Y Y F F
office.scheme_area                 L F F F F F F Y Y F F
office.scheme_kinds                L F F F F F F Y Y F F
office.scheme_indicator            L F F F F F F Y Y F F
office.scheme_new_indicator        L F F F F F F Y Y F F
office.scheme_remove_indicator     L F F F F F F Y Y F F
office.scheme_change_rule          L F F F F F F Y Y F F
office.advance                     L F F F F F F Y Y F F
office.days                        L F F F F F F Y Y F F
office.new_year                    L F F F F F F Y Y F F
office.rosters                     L F F F F F F Y Y F F
office.roster_template             L F F F F F F Y Y F F
office.roster                      L F F F F F F Y Y F F
office.consents                    L F F F F F F Y Y F F
office.consent                     L - - - - - - - Y - -
office.scorers                     L F F F F F F Y Y F F
office.seat                        L F F F F F F Y Y F F
office.unseat                      L F F F F F F Y Y F F
office.recuse                      L F F F F F F Y Y F F
office.calendar                    L F F F F F F Y Y F Y
office.correct_day                 L F F F F F F Y Y F F
office.remove_correction           L F F F F F F Y Y F F
office.enter_year                  L F F F F F F Y Y F F
office.publication                 L F F F F F F Y Y F Y
office.circular_text               L F F F F F F Y Y F F
office.circular_page               L F F F F F F - - F F
office.open_notice                 L F F F F F F Y Y F F
office.recall_notice               L F F F F F F Y Y F F
office.propose_publication         L F F F F F F Y Y F F
office.certificates                L F F F F F F Y Y F Y
office.set_certificates            L F F F F F F Y Y F F
office.issue_certificates          L F F F F F F Y Y F F
office.certificate_pdf             L F F F F F F - - F -
office.print_certificates          L F F F F F F Y Y F F
office.withdraw_certificate        L F F F F F F Y Y F F
office.propose_correction          L F F F F F F Y Y F F
office.reopen_result               L F F F F F F Y Y F F
office.circular_draft              L F F F F F F Y Y F Y
office.confirm_publication         L - - - - - - - Y - -
office.refuse_publication          L - - - - - - - Y - -
admin.accounts                     L F F F F F F F F Y F
admin.take_off_second_factor       L F F F F F F F F Y F
admin.account                      L F F F F F F F F Y F
admin.new_account                  L F F F F F F F F Y F
admin.reset                        L F F F F F F F F Y F
admin.withdraw_consent             L F F F F F F F F Y F
admin.units                        L F F F F F F F F Y F
admin.unit                         L F F F F F F F F Y F
admin.new_unit                     L F F F F F F F F Y F
admin.new_section                  L F F F F F F F F Y F
admin.rosters                      L F F F F F F F F Y F
admin.roster                       L F F F F F F F F Y F
admin.successions                  L F F F F F F F F Y F
admin.move_people                  L F F F F F F F F Y F
admin.turn_down_roster             L F F F F F F F F Y F
accounts.sign_out                  L Y Y Y Y Y Y Y Y Y Y
"""
ROWS = {
    row.split()[0]: dict(zip(PEOPLE, row.split()[1:], strict=True)) for row in MATRIX.strip().splitlines()
}
