"""The Chinese names of the trail's actions, marked for translation."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.labels import TITLES
from portal.models import ConsentKind
from portal.workflow import (
    AssessmentState,
    FactAction,
    FactState,
    JobState,
    MailState,
    ObjectionAction,
    ObjectionState,
    PanelAreaState,
    PublicationState,
    RosterState,
    VetoState,
    YearState,
)

ACTIONS: Mapping[str, Any] = {
    "accept_invitation": _l("通过一次性链接设置密码"),
    "accept_several": _l("批量采纳"),
    "answer_record": _l("对记录陈述"),
    "add_claim": _l("填报事项"),
    "add_record": _l("登记记录"),
    "archive": _l("归档"),
    "agree_consent": _l("同意账号事项"),
    "ask_consent": _l("请市政府办公室同意"),
    "add_veto_paper": _l("附一票否决的材料"),
    "authorise_signing": _l("授权代签"),
    "attach_signature": _l("上传签字盖章扫描件"),
    "attach_evidence": _l("附材料"),
    "begin_scheme_editing": _l("开始编辑计分办法"),
    "begin_second_factor": _l("开始设置两步验证"),
    "call_in": _l("增请评定人"),
    "call_off_roster": _l("撤回名册"),
    "carry_out_roster": _l("按名册建立单位和账号"),
    "change_password": _l("更改密码"),
    "choose_columns": _l("选定表格各列"),
    "clone_year": _l("从上一年度建立年度"),
    "close_area": _l("办结领域"),
    "close_checking": _l("结束得分核对"),
    "close_reporting": _l("结束申报"),
    "confirm_scorecard": _l("核对得分无误"),
    "confirm_veto": _l("确认一票否决"),
    "confirm_withdrawal_veto": _l("同意撤销一票否决"),
    "correct_day": _l("更正工作日"),
    "correct_scores": _l("更正得分表"),
    "create_account": _l("建立账号"),
    "create_section": _l("建立科室"),
    "create_unit": _l("建立单位"),
    "create_year": _l("建立年度"),
    "decide_departure": _l("决定改荐"),
    "decide_tie": _l("决定并列次序"),
    "declare_conflict": _l("登记回避"),
    "decline": _l("负责人退回自评"),
    "decline_replies": _l("负责人退回答复"),
    "dismiss_objection": _l("异议不成立"),
    "edit_account": _l("修改账号"),
    "edit_claim": _l("修改事项"),
    "edit_unit": _l("修改单位"),
    "end_other_sign_ins": _l("退出其他登录"),
    "end_scheme_editing": _l("结束编辑计分办法"),
    "end_sign_in": _l("退出一处登录"),
    "enter_calendar_year": _l("录入节假日安排"),
    "extend_deadline": _l("办理延期"),
    "give_band": _l("评定等次"),
    "forget_phrase": _l("删去常用理由"),
    "issue_scheme": _l("印发计分办法"),
    "issue_certificates": _l("发证书"),
    "keep_phrase": _l("存常用理由"),
    "look_through_queue": _l("看过待办队列"),
    "look_at_records": _l("看过告知的记录"),
    "keep_roster": _l("上传名册"),
    "keep_table": _l("上传表格"),
    "mark_pair": _l("台账核对"),
    "mark_as_demo": _l("标明为演示库"),
    "move_claim": _l("调整事项次序"),
    "move_demo_clock": _l("调整演示时钟"),
    "name_installation": _l("设置城市和发文机关"),
    "open_checking": _l("开放得分核对"),
    "open_notice": _l("开始公示"),
    "open_reporting": _l("开放申报"),
    "name_scorer": _l("指定第三评定人"),
    "propose_correction": _l("提出更正稿"),
    "propose_publication": _l("提出公布稿"),
    "propose_veto": _l("提出一票否决"),
    "propose_veto_withdrawal": _l("提出撤销一票否决"),
    "put_forward_roster": _l("报名册"),
    "publish_publication": _l("确认公布"),
    "raise_objection": _l("提出异议"),
    "recall": _l("撤回送审"),
    "recall_notice": _l("撤回公示"),
    "refuse_consent": _l("不同意账号事项"),
    "refuse_publication": _l("不予公布"),
    "refuse_veto": _l("不予确认一票否决"),
    "refuse_withdrawal_veto": _l("不同意撤销一票否决"),
    "move_people": _l("迁移人员"),
    "record_succession": _l("登记机构变动"),
    "reminder_mail": _l("催报邮件"),
    "remind": _l("催报"),
    "register_objection": _l("登记来电来信异议"),
    "release_records": _l("记录告知单位"),
    "remove_claim": _l("删除事项"),
    "remove_correction": _l("撤销工作日更正"),
    "remove_signature": _l("移除签字盖章扫描件"),
    "remove_evidence": _l("移除材料"),
    "renew_recovery_codes": _l("重新生成恢复码"),
    "reopen_result": _l("重新审定已公布的结果"),
    "reopen_area": _l("重新打开领域"),
    "reply_to_return": _l("答复退回"),
    "reply_to_veto": _l("单位陈述"),
    "reset_password": _l("重置密码"),
    "reset_at_the_server": _l("在服务器上重置密码"),
    "retry_job": _l("重试后台任务"),
    "revoke_authority": _l("撤销代签授权"),
    "save_narrative": _l("保存自评报告"),
    "save_scheme": _l("保存计分办法"),
    "seat_member": _l("安排小组成员"),
    "send_for_signoff": _l("送审签"),
    "set_certificates": _l("设定是否发证书"),
    "set_days": _l("调整年度时间"),
    "set_exposures": _l("登记基数"),
    "set_participation": _l("调整参评"),
    "set_targets": _l("下达任务"),
    "share_units": _l("分派单位"),
    "sign": _l("审签报送"),
    "sign_in": _l("登录"),
    "sign_in_first_step": _l("密码已核对，待验证码"),
    "sign_in_failed": _l("登录未成功"),
    "sign_out": _l("退出"),
    "sign_statement": _l("审签陈述"),
    "decline_statement": _l("退回陈述"),
    "sign_replies": _l("审签答复"),
    "state_conflicts": _l("声明回避"),
    "start_job": _l("开始后台任务"),
    "stop_job": _l("停止后台任务"),
    "switch_off_second_factor": _l("关闭两步验证"),
    "switch_on_second_factor": _l("开启两步验证"),
    "take_claims": _l("从表格导入事项"),
    "take_counts": _l("从表格导入基数"),
    "take_back_acceptance": _l("撤回批量采纳"),
    "take_in": _l("接收自评"),
    "take_off_at_the_server": _l("在服务器上取消两步验证"),
    "take_off_second_factor": _l("取消两步验证"),
    "take_records": _l("从表格导入记录"),
    "turn_down_roster": _l("名册不予办理"),
    "unseat_member": _l("取消小组成员"),
    "uphold_objection": _l("异议成立"),
    "verify_fact": _l("核定事项"),
    "withdraw_consent": _l("撤回账号事项"),
    "write_circular_text": _l("修改通报文稿"),
    "withdraw_batch": _l("整批撤销导入"),
    "withdraw_certificate": _l("收回证书"),
    "withdraw_record": _l("撤销记录"),
}


SUBJECTS: Mapping[str, Any] = {
    "accounts": _l("账号"),
    "assessments": _l("自评"),
    "calendar_days": _l("工作日更正"),
    "calendar_years": _l("节假日安排"),
    "certificates": _l("证书"),
    "circular_texts": _l("通报文稿"),
    "co_options": _l("增请评定人"),
    "conflict_statements": _l("回避声明"),
    "departures": _l("评价小组的改荐"),
    "facts": _l("事项"),
    "import_batches": _l("导入"),
    "jobs": _l("后台任务"),
    "ledger_checks": _l("台账核对"),
    "login_sessions": _l("登录"),
    "objections": _l("异议"),
    "panel_areas": _l("小组的领域"),
    "panels": _l("评价小组"),
    "publications": _l("公布稿"),
    "recusals": _l("回避"),
    "reminder_mails": _l("催报邮件"),
    "reminder_rounds": _l("催报"),
    "rosters": _l("名册"),
    "scheme_issues": _l("计分办法"),
    "sections": _l("科室"),
    "settings": _l("系统设置"),
    "signing_authorities": _l("代签授权"),
    "statements": _l("陈述"),
    "successions": _l("机构变动"),
    "tie_decisions": _l("并列决定"),
    "units": _l("单位"),
    "vetoes": _l("一票否决"),
    "years": _l("年度"),
}
"""What a change was made to, by the name of its table."""


def subject_title(subject: str) -> str:
    """A row's name for a reader: 事项 12; as it stands where it has no Chinese name."""
    table, _slash, number = subject.partition("/")
    title = SUBJECTS.get(table)
    return subject if title is None else f"{title} {number}"


FIELDS: Mapping[str, Any] = {
    "accounts": _l("账号"),
    "action": _l("办理"),
    "active": _l("启用"),
    "addressees": _l("主送"),
    "answer": _l("答复"),
    "areas": _l("领域"),
    "certificates": _l("证书"),
    "channel": _l("来源"),
    "against_selection": _l("针对入选"),
    "competes": _l("参评"),
    "complainant": _l("来电、来信人"),
    "consent": _l("事项"),
    "correction": _l("更正说明"),
    "decision": _l("核定意见"),
    "digest": _l("校验码"),
    "document": _l("文号"),
    "document_number": _l("文号"),
    "duty": _l("职责"),
    "effective_on": _l("生效日期"),
    "email": _l("邮箱"),
    "ended": _l("结束的登录"),
    "evidence": _l("材料"),
    "facts": _l("事项"),
    "followed": _l("按评价建议"),
    "goes_on": _l("原单位保留"),
    "grade": _l("等次"),
    "ground": _l("事由"),
    "happened_on": _l("日期"),
    "indicator": _l("指标"),
    "instead_of": _l("代替"),
    "kind": _l("种类"),
    "login": _l("登录名"),
    "meeting": _l("会议"),
    "meeting_on": _l("会议日期"),
    "name": _l("名称"),
    "narrative": _l("自评报告"),
    "note": _l("说明"),
    "number": _l("编号"),
    "order": _l("次序"),
    "people": _l("人员"),
    "origin": _l("来自"),
    "quantity": _l("数量"),
    "reason": _l("理由"),
    "received": _l("收到日期"),
    "recommendation": _l("评价建议"),
    "reply": _l("陈述"),
    "reply_until": _l("陈述期限"),
    "roles": _l("角色"),
    "second_step": _l("第二步"),
    "source": _l("来自"),
    "state": _l("状态"),
    "step": _l("步骤"),
    "telephone": _l("电话"),
    "text": _l("内容"),
    "title": _l("名称"),
    "to": _l("收信地址"),
    "told": _l("邮件服务器的答复"),
    "unit": _l("单位"),
    "units": _l("单位"),
    "until": _l("延期到"),
    "values": _l("各栏"),
}
"""What the trail's own field names mean; one that is not here stands as it is."""

STATES: Mapping[str, type[StrEnum]] = {
    "assessments": AssessmentState,
    "facts": FactState,
    "jobs": JobState,
    "objections": ObjectionState,
    "panel_areas": PanelAreaState,
    "publications": PublicationState,
    "reminder_mails": MailState,
    "rosters": RosterState,
    "vetoes": VetoState,
    "years": YearState,
}


def told(subject: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A row's content for a reader: (what, value) in Chinese where there is Chinese for it."""
    return [(str(FIELDS.get(name, name)), _value(subject, name, value)) for name, value in content.items()]


def _value(subject: str, name: str, value: Any) -> str:
    states = STATES.get(subject.partition("/")[0])
    if name == "state" and states is not None and value in TITLES[states]:
        return str(TITLES[states][value])
    if name in ("decision", "action") and isinstance(value, str):
        return next((str(TITLES[kind][value]) for kind in _DECISIONS if value in TITLES[kind]), value)
    if name == "consent" and value in TITLES[ConsentKind]:
        return str(TITLES[ConsentKind][value])
    if value is None or value == "":
        return gettext("无")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return gettext("、").join(str(one) for one in value)
    if isinstance(value, dict):
        return gettext("；").join(f"{key} {one}" for key, one in value.items())
    return str(value)


_DECISIONS = (FactAction, ObjectionAction)


def action_title(action: str) -> str:
    """The Chinese name of an action; its code where it has none yet."""
    return str(ACTIONS.get(action, action))
