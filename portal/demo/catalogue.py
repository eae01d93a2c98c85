"""What happens in a year of office work: (kind of fact, title, the panel's ground for it, the rest)."""

from collections.abc import Mapping
from typing import Any

Happening = tuple[str, str, str, Mapping[str, Any]]

CATALOGUE: Mapping[str, tuple[Happening, ...]] = {
    "documents": (
        ("doc-late", "会签件逾期办理", "逾期两天", {}),
        ("doc-multiple", "多头报送请示", "同一请示同时报送两位市领导", {}),
        ("doc-paper", "关于专项资金的请示", "附件与正文不符", {"values": {"minor": "6"}}),
        ("doc-late", "批示件逾期签收", "逾期一天签收", {"quantity": 2}),
        ("doc-no-lead", "未留出研究时间", "会前一天才报送请示", {}),
        ("doc-backflow", "公文倒流", "将市政府文件转报市政府", {}),
        ("doc-paper", "关于年度计划的报告", "主送机关错误，属重大差错", {"values": {"major": True}}),
        ("doc-unconsulted", "未与相关部门协商的请示", "涉及他部门职能未协商", {}),
        ("doc-other", "文件要素不全", "缺签发人和联系人", {"values": {"taken": "2"}}),
        ("doc-bypass", "直送市领导的请示", "未经办公室归口", {}),
    ),
    "meetings": (
        ("mtg-paper-late", "常务会议材料迟交", "会前一天才送达", {}),
        ("mtg-tardy", "经济运行分析会迟到", "签到记录", {}),
        ("mtg-paper-returned", "上会材料退改", "未附法律审核意见", {}),
        ("mtg-unregistered", "未按时报名", "截止后补报", {"quantity": 2}),
        ("mtg-substitute", "防汛工作会替会", "未经批准由副职代会", {}),
        ("mtg-no-leave", "安全生产会未请假", "会后补假", {}),
        ("mtg-disorder", "会场接打电话", "会场巡查记录", {}),
        ("mtg-disagreed", "议题未协商一致", "未列各方理据", {}),
        ("mtg-absent", "信访联席会缺席", "无人到会", {}),
    ),
    "supervision": (
        ("sup-feedback-late", "交办事项逾期反馈", "催办后反馈", {}),
        ("sup-not-once", "民生事项二次交办", "首次办理不到位", {}),
        ("sup-sent-back", "批示事项退办", "答复缺少措施", {}),
        ("sup-standing-late", "常务会议事项迟报", "超过报送期限", {}),
        ("sup-unsatisfied", "一件建议代表表示不满意", "面商不充分", {}),
        ("sup-reply-form", "提案答复格式不规范", "缺签发人", {}),
        ("sup-feedback-late", "专项整治逾期反馈", "逾期四天", {"quantity": 2}),
    ),
    "research": (
        ("res-paper-late", "政府工作报告供材迟报", "逾期三天", {}),
        ("res-topic-late", "重点课题迟交", "逾期一周", {}),
        ("res-paper-returned", "汇报材料退改", "数据口径不一致", {}),
        ("res-paper-late", "领导讲话供材迟报", "催报后报送", {"quantity": 2}),
    ),
    "information": (
        ("inf-request-late", "约稿迟报", "逾期一天", {}),
        ("inf-untrue", "信息数据失实", "与统计数据不符", {}),
        ("inf-request-late", "紧急约稿未报", "催报后仍未报送", {}),
    ),
    "website": (
        ("web-open-late", "财政预算迟公开", "超过规定时限", {}),
        ("web-answer-late", "公众来信逾期答复", "逾期五天", {"quantity": 2}),
        ("web-unopened", "应公开文件未公开", "核对发文目录", {}),
        ("web-no-figures", "办事统计缺失", "网站巡查", {}),
        ("web-open-late", "人事信息迟公开", "超过规定时限", {"quantity": 3}),
        ("web-unanswered", "两个月无留言答复", "网站巡查", {}),
        ("web-unreviewed", "未经保密审查发布", "发布登记缺审查意见", {}),
        ("web-request-late", "依申请公开超期", "答复超过十五个工作日", {}),
        ("web-stale", "政策文件栏目半年未更新", "网站巡查", {}),
    ),
    "emergency": (
        ("emg-incomplete", "事件信息要素不全", "未报现场负责人", {}),
        ("emg-late", "突发事件迟报", "超过规定时限半小时", {}),
        ("emg-task-late", "值班室交办事项迟办", "逾期两小时", {}),
        ("emg-follow-up-late", "事件续报迟", "超过两小时未续报", {}),
        ("emg-instruction-late", "批示落实迟反馈", "逾期一天", {}),
        ("emg-absent", "节日值班脱岗", "抽查无人接听", {}),
    ),
}
