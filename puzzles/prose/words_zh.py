"""Chinese words: names, role pairs and sentence moulds. Data only."""

# Everyday names; no character of theirs is a word that joins names (和, 与) or begins a predicate (是, 都, 不).
NAMES = (
    "张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周杰", "吴倩",
    "徐强", "孙悦", "马超", "朱琳", "胡军", "郭敏", "何涛", "林雪", "高翔", "罗颖",
    "郑凯", "梁宇", "谢婷", "宋佳", "唐毅", "许晴", "韩冰", "冯媛", "邓辉", "曹雯",
    "张晓梅", "王建国", "李思远", "刘雨桐", "陈志强", "杨子轩", "赵文博", "黄诗涵", "周俊杰", "吴梦洁",
    "徐海燕", "孙家豪", "马晓东", "朱婉清", "胡文斌", "郭美玲", "何振华", "林书瑶", "高云飞", "罗春兰",
)  # fmt: skip

UNCOMMON_NAMES = (
    "欧阳映雪", "司马青衫", "上官若兰", "诸葛明轩", "慕容清", "独孤远", "令狐岳", "东方晴", "皇甫宁", "尉迟川",
    "夏侯霖", "端木叶", "公孙樱", "宇文朗", "长孙澜", "南宫玥", "闻人语", "拓跋云", "百里溪", "澹台镜",
)  # fmt: skip

# The standing cast of schoolbook exercises, always in this order.
CAST = (
    "小明", "小红", "小刚", "小丽", "小华", "小军", "小芳", "小强", "小燕", "小伟",
    "小玲", "小杰", "小娟", "小龙", "小梅", "小波", "小雪", "小峰", "小兰", "小勇",
)  # fmt: skip

# The ten Heavenly Stems: how logic books letter up to ten people.
STEMS = tuple("甲乙丙丁戊己庚辛壬癸")

# Truth-teller first. Turn a pair round, as in ("无赖", "骑士"), and the text says that 骑士 lie.
ROLE_PAIRS = {
    pair[0]: pair
    for pair in (
        ("骑士", "无赖"), ("老实人", "骗子"), ("天使", "恶魔"), ("君子", "小人"), ("英雄", "恶棍"), ("圣人", "罪人"),
        ("智者", "愚人"), ("忠臣", "奸臣"), ("侠客", "强盗"), ("守卫", "窃贼"), ("精灵", "妖怪"), ("学者", "术士"),
        ("诚实的人", "说谎的人"), ("先知", "小丑"), ("僧人", "土匪"), ("仙女", "女巫"),
    )
}  # fmt: skip
# Pairs that would contradict themselves when turned round.
TELLING = ("老实人", "诚实的人")

# Role words for people of one sex, and names that only people of one sex have.
ROLES_OF = {
    "woman": (
        "仙女", "女巫", "巫女", "魔女", "公主", "女王", "皇后", "王后", "修女", "尼姑", "姑娘", "女孩", "女人",
        "女神", "女侠", "女妖",
    ),
    "man": ("僧人", "和尚", "方丈", "神父", "王子", "国王", "皇帝", "公爵", "绅士", "男孩", "男人", "小伙子", "太监"),
}  # fmt: skip
NAMES_OF = {
    "woman": (
        "王芳", "李娜", "陈静", "黄丽", "吴倩", "孙悦", "朱琳", "郭敏", "林雪", "罗颖", "谢婷", "宋佳", "许晴",
        "冯媛", "曹雯", "张晓梅", "刘雨桐", "黄诗涵", "吴梦洁", "徐海燕", "朱婉清", "郭美玲", "林书瑶", "罗春兰",
        "欧阳映雪", "上官若兰", "东方晴", "公孙樱", "长孙澜", "南宫玥", "小红", "小丽", "小芳", "小燕", "小玲",
        "小娟", "小梅", "小雪", "小兰",
    ),
    "man": (
        "张伟", "刘洋", "杨帆", "赵磊", "周杰", "徐强", "马超", "胡军", "何涛", "高翔", "郑凯", "梁宇", "唐毅",
        "邓辉", "王建国", "李思远", "陈志强", "杨子轩", "赵文博", "周俊杰", "孙家豪", "马晓东", "胡文斌", "何振华",
        "高云飞", "司马青衫", "诸葛明轩", "独孤远", "令狐岳", "尉迟川", "夏侯霖", "宇文朗", "小明", "小刚", "小军",
        "小强", "小伟", "小杰", "小龙", "小波", "小峰", "小勇",
    ),
}  # fmt: skip

# The standard style. Adding to these moulds changes what a trained model is asked.
INTRODUCTIONS = (
    "在一座岛上，居民不是{truthful}就是{liar}：{truthful}总是说真话，{liar}总是说假话。",
    "有一座特别的小岛，岛上只住着{truthful}和{liar}。{truthful}总是说真话，{liar}总是说假话。",
    "这里的每个人要么是总说真话的{truthful}，要么是总说假话的{liar}。",
)
NAMED_INTRODUCTIONS = ("在一座岛上，{truthful}总是说真话，{liar}总是说假话。", *INTRODUCTIONS[1:])  # of the named style
MEETINGS = ("你遇到了{people}。", "你遇到了{count}位居民：{people}。", "这里有{count}个人：{people}。")
SPEECHES = ("{name}说：“{claim}。”", "{name}声称：“{claim}。”")
QUESTIONS = ("谁是{truthful}，谁是{liar}？", "那么谁是{truthful}，谁是{liar}？")

# The varied style draws from these and from the standard ones.
MORE_INTRODUCTIONS = (
    "山谷里住着两种人：{truthful}从不说谎，{liar}从不说真话。",
    "相传有一座小镇，镇上的居民不是{truthful}就是{liar}。{truthful}永远说真话，而{liar}永远说谎。",
    "某个村子里只有{liar}和{truthful}两种人，前者只说假话，后者只说真话。",
    "凡是{truthful}说的话都是真的，凡是{liar}说的话都是假的。这片土地上的人不是前者就是后者。",
    "你来到一个只住着{truthful}（总是说真话）和{liar}（总是说假话）的村庄。",
    "这座古城里的人分为两类：一类是从不说谎的{truthful}，另一类是从不说真话的{liar}。",
)
MORE_MEETINGS = (
    "这一天，你碰到了{count}个人，{they}是{people}。",
    "{people}{count}人正在码头等你。",
    "城门口站着{people}。",
    "你在路上遇见了{count}位居民，{they}分别叫{people}。",
    "迎面走来{count}个人：{people}。",
)
# Direct speech, in which people call themselves 我.
MORE_SPEECHES = (
    "{name}告诉你：“{claim}。”",
    "{name}坚称：“{claim}。”",
    "{name}表示：“{claim}。”",
    "{name}说道：“{claim}。”",
    "“{claim}。”{name}说。",
    "“{claim}。”{name}说道。",
    "{name}的原话是：“{claim}。”",
    "{name}开口说：“{claim}。”",
)
SCRIPT = "{name}：“{claim}。”"  # of everybody in a puzzle or of nobody
# Reports, in which people call themselves 自己.
INDIRECT_SPEECHES = (
    "{name}说，{claim}。",
    "据{name}说，{claim}。",
    "{name}声称，{claim}。",
    "按{name}的说法，{claim}。",
)
MORE_QUESTIONS = (
    "请问谁是{truthful}，谁是{liar}？",
    "请判断每个人的身份。",
    "{they}当中谁是{truthful}，谁是{liar}？",
    "你能推断出{they}各自的身份吗？",
    "请找出谁是{truthful}、谁是{liar}。",
)
NUMERALS = (
    "零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十",
    "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十",
)  # fmt: skip

# Traditional characters of the words above, of speech and reasoning and of common names, and the simplified ones.
_TRADITIONAL = (
    "騎無賴說話謊實騙惡聖獸總個會對錯則當從來這裡裏們為與並種類還沒誰單雙島鎮請問斷觀點張偉劉陳楊趙黃麗吳孫悅馬軍濤羅穎鄭凱謝"
    "許韓馮鄧輝遠強軒詩夢潔東華書瑤雲飛蘭剛紅龍愛義俠盜衛竊賊雖於結論終證認應該約確設條況兩數滿進過時間樣僅屬將讓聲稱讚後開關"
    "長門國園歲親見覺識讀語調謎贊達運選違遞郵醫鐘錢隊陽陰際難電靜頭題願風餘驗鬥魚鳥麼齊傑億務勝動勞區參員嗎圍團圖執報場塊壞夠"
    "奪奮婦學寧寫審寶專尋導層嶺幫幾廣廢彈歸徑復惱慣憂懷態戰戲戶據擇擊擔敗敵斬曉極榮樂樹橋機檢歐歡歷殘毀氣決測湯溫準滅漢潛濟灣"
    "災煙熱爭爺牆獎獨獲現環產畫異療監盡眾矯碼禮離積穩窮筆節範築簡籤糧紀純紙級細組絕給統經綠維網緊線練縣績繞繼續罵聞聯聰職聽脫"
    "腦臉臨舉舊葉蓋蔣蕭薩藝藥處號蟲術衝補裝規視計討訓記訪評詞詢試詳誠誤誘課談諾謂謙講譯議護變豐貓貝負財責貨貪買費賀資賓賞質賭"
    "趕跡踐車軌較載輕輪轉辦辭農連週遊遲適鄉鄰釋針鈴銀鐵鑰閉閒閱隨險隱雜靈響項順須預領頻額顏顧顯飯養駁駕騰驚鬧鮮麥黨齡眞僞偽徵"
    "倆喬"
)
_SIMPLIFIED = (
    "骑无赖说话谎实骗恶圣兽总个会对错则当从来这里里们为与并种类还没谁单双岛镇请问断观点张伟刘陈杨赵黄丽吴孙悦马军涛罗颖郑凯谢"
    "许韩冯邓辉远强轩诗梦洁东华书瑶云飞兰刚红龙爱义侠盗卫窃贼虽于结论终证认应该约确设条况两数满进过时间样仅属将让声称赞后开关"
    "长门国园岁亲见觉识读语调谜赞达运选违递邮医钟钱队阳阴际难电静头题愿风余验斗鱼鸟么齐杰亿务胜动劳区参员吗围团图执报场块坏够"
    "夺奋妇学宁写审宝专寻导层岭帮几广废弹归径复恼惯忧怀态战戏户据择击担败敌斩晓极荣乐树桥机检欧欢历残毁气决测汤温准灭汉潜济湾"
    "灾烟热争爷墙奖独获现环产画异疗监尽众矫码礼离积稳穷笔节范筑简签粮纪纯纸级细组绝给统经绿维网紧线练县绩绕继续骂闻联聪职听脱"
    "脑脸临举旧叶盖蒋萧萨艺药处号虫术冲补装规视计讨训记访评词询试详诚误诱课谈诺谓谦讲译议护变丰猫贝负财责货贪买费贺资宾赏质赌"
    "赶迹践车轨较载轻轮转办辞农连周游迟适乡邻释针铃银铁钥闭闲阅随险隐杂灵响项顺须预领频额颜顾显饭养驳驾腾惊闹鲜麦党龄真伪伪征"
    "俩乔"
)
SIMPLIFIED = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
