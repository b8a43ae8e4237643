/**
 * Words that tell written Cantonese from written Mandarin, and simplified from traditional script. A sign counts only
 * outside the words in `except`, which both languages use. Sources: the Hong Kong Government's list of
 * Cantonese characters (HKSCS), S. Matthews and V. Yip, "Cantonese: A Comprehensive Grammar" (2nd ed., 2011), and what
 * people in a call centre write.
 */
export interface Marker {
  readonly sign: string;
  /** 1 for a word of one language only, less for one that the other borrows in formal style. */
  readonly weight: number;
  /** Words with the sign in them that say nothing. */
  readonly except: readonly string[];
}

const marker = (sign: string, weight = 1, ...except: string[]): Marker => ({ sign, weight, except });
const markers = (signs: string, weight = 1): Marker[] => signs.split(' ').map((sign) => marker(sign, weight));

export const cantoneseMarkers: readonly Marker[] = [
  ...markers(
    '唔 嘅 喺 咗 嚟 哋 佢 啲 嗰 冇 嘢 諗 攞 搵 揾 嗌 㗎 噉 喎 囉 啩 嘞 吖 瞓 攰 嗱 嬲 嘥 氹 黐 畀 俾 乜 咩 撳 嘑 囖 唧 啫 喇 嘩 𡃁 咪 揸 孭 掹 𡃉 嚹 𠸏',
  ),
  marker('係', 1, '關係', '係數'),
  marker('咁'),
  marker('睇'),
  marker('仲', 1, '仲裁', '仲介'),
  marker('啱'),
  marker('吓'),
  marker('晒', 0.7, '晒太陽'),
  marker('啦', 0.3),
  marker('呀', 0.5),
  marker('緊', 0.7, ...'緊急 緊張 緊密 緊湊 趕緊 緊縮 緊貼 抓緊 緊接 緊隨 緊閉 緊逼 不緊 緊握'.split(' ')),
  ...markers('今日 好多 講 啊', 0.4),
  marker('蚊', 0.7, '蚊子', '蚊香', '蚊帳', '蚊蟲'),
  marker('傾', 0.5, '傾向', '傾斜', '傾銷', '傾力', '傾倒'),
  marker('揀'),
  marker('靚'),
  marker('掂'),
  marker('返', 0.5, '返回', '往返', '返還'),
  marker('埋', 0.5, '埋沒', '埋伏', '埋怨', '埋葬'),
  ...markers(
    '邊個 邊度 邊位 邊間 邊隻 邊款 點解 點樣 點知 點算 點會 點用 點計 而家 依家 宜家 聽日 琴日 尋日 聽朝 今朝 今晚 尋晚 幾多 幾時 幾耐 呢個 呢度 呢啲 呢位 呢件 呢張 呢間 呢款 呢條 呢次 呢樣 呢份 呢邊 呢排 頭先 一陣 得閒 鍾意 同埋 淨係 好似 識得 傾偈 搞掂 即刻 個陣 陣間 下晝 上晝 朝早 夜晚 緊要 屋企 執返 成日 幾錢 隔籬 唔好意思 多謝 幫手 食飯 飲嘢 行街 收線 飛線 老細',
  ),
];

export const mandarinMarkers: readonly Marker[] = [
  ...markers('們 這 怎 她 它 哪 很 咱 您 吃 喝'),
  marker('嗎', 0.7),
  marker('的', 1, '的士', '目的', '的確', '標的', '的而且確', '有的放矢', '的話'),
  marker(
    '是',
    1,
    '是否',
    '是但',
    '是次',
    '是日',
    '於是',
    '但是',
    '可是',
    '是非',
    '或是',
    '凡是',
    '若是',
    '要是',
    '如是',
    '國是',
  ),
  marker('不', 1, ...allowedNot()),
  marker('了', 1, '了解', '為了', '除了', '明了', '了結', '了事', '罷了', '不了了之', '一目了然', '了無'),
  marker(
    '在',
    0.7,
    ...'存在 在線 在場 在於 正在 所在 在內 在職 在此 實在 內在 自在 在學 在意 不在 健在 在乎 在任 在席 在座 潛在 在先 在即 在位 在望 在案 何在 現在 旨在 在家 在所'.split(
      ' ',
    ),
  ),
  marker('現在'),
  marker('那', 1, '剎那', '那打素'),
  marker('他', 1, '其他', '吉他', '他人', '他日', '無他', '維他', '他殺', '利他'),
  marker('什麼'),
  marker('甚麼'),
  marker('麼', 0.5, '什麼', '甚麼', '怎麼', '這麼', '那麼'),
  marker('沒', 1, '沒收', '淹沒', '沉沒', '埋沒', '沒落', '出沒', '吞沒', '覆沒', '泯沒'),
  marker('給', 1, '供給', '給予', '補給', '給付', '自給', '給養'),
  marker(
    '和',
    0.5,
    ...'和平 和諧 溫和 總和 和解 緩和 共和 和記 飽和 附和 和氣 柔和 暖和 和約 和談 和睦 調和 平和 隨和 人和 和黃 和電 和善 和局 和緩 和議 和尚 和服 和風 和暖 祥和 中和'.split(
      ' ',
    ),
  ),
  marker('吧', 1, '酒吧', '吧檯', '網吧', '吧台'),
  marker('把', 1, '把握', '把關', '把柄', '火把', '把守', '把持', '把戲', '一把', '這把', '兩把', '把聲', '把遮'),
  marker('說', 0.7, ...'說明 小說 說法 演說 據說 說話 解說 傳說 遊說 學說 說服 說辭 說教 說客'.split(' ')),
  ...markers(
    '今天 明天 昨天 後天 前天 多少 東西 喜歡 沒有 剛才 馬上 時候 有點兒 一點兒 一會兒 一塊兒 這兒 那兒 這裏 這裡 那裏 那裡 哪裏 哪裡 看看 看到 看見 怎麼 為什麼 為甚麼 知道嗎 聊天 晚上 早上 上午 下午好 告訴 應該嗎 漂亮 睡覺 打算 比較起來',
  ),
  marker('還', 0.7, ...'歸還 還款 償還 退還 交還 還原 還價 還清 發還 返還 還債 還擊 還錢 還本 討還 還書'.split(' ')),
  marker(
    '來',
    0.4,
    ...'來自 本來 未來 將來 原來 近來 從來 來電 來往 往來 以來 歷來 來源 來賓 來臨 後來 來年 來日 外來 來訪 來函 來信 來歷 來港 來意 由來 向來 素來'.split(
      ' ',
    ),
  ),
  marker('誰', 0.5),
  marker('找', 0.5, '找數', '找贖', '找換', '找續'),
  marker('拿', 0.7, '加拿大', '拿督', '拿手', '巴拿馬', '桑拿', '拿破崙'),
  marker('讓', 0.5, '轉讓', '讓步', '禮讓', '出讓', '割讓', '讓利', '讓位', '承讓', '讓座'),
  marker('被', 0.3, '被動', '棉被', '被告', '被褥'),
  marker('事情', 0.5),
  marker('但是', 0.5),
  marker('可是', 0.7),
];

/** Written words with 不 that Cantonese has too; for everything else it says 唔. */
function allowedNot(): string[] {
  const after =
    '過如停斷同便時滿足適少論宜准良明幸安妨限等變止僅必設妥含列及可法公平利當值該容菲朽滅凡久日朽銹鏽孕忠義仁敬軌端仕俗雅測露肯絕計切善勝動產知遺堪拘料';
  return [
    ...[...after].map((sign) => `不${sign}`),
    '不得',
    '不但',
    '不在',
    '不定',
    '不了了之',
    '毫不',
    '從不',
    '永不',
    '並不',
    '決不',
    '絕不',
    '無不',
    '莫不',
    '三不',
    '差不多',
    '對不起',
    '不好意思',
  ];
}

/** Characters of the simplified script alone (State Council's list, 2013): none of them is written in Hong Kong. */
export const simplifiedOnly: ReadonlySet<string> = new Set(
  '们这说时为会个国对发还给吗没么样问题费话电请务账单认识记录订购办业选择续约宽带线网络节优积让谢帮实际应该总经开关门间长东车马鸟鱼龙见观觉现贝财货贵买卖质赞两严丧丰临举义乌乐习乡书乱争亏云亚产亩亲亿仅从仑仓仪价众伞伟传伤伦伪体侠侣侥侦侧侨俩俭债倾偿储党兰兴养兽内册写军农冯决况冻净凉减凑凤凭凯击凿刘则刚创删别刹剂剑剧劝动励劲劳势勋匀区医华协卢卫却厂厅历压厌厕厢厦参双变叙叠叶号叹吕吨听启吴呐呕员呛哑哗唤啸喷嘱团园围图圆圣场坏块坚坛坝坞坟坠垄垒垦垫埚堕墙壮声壳壶处备复够头夹夺奋奖妇妈姗娇婴婶孙学宁宝宠审宪宫宾寝寻导寿将尔尘尝层届属岁岂岗岛岭峡币帅师帐帘帜帧并广庄庆库庙废异弃张弥弯弹归彻径忆忧怀态怂怜恋恳恶恼悬惊惧惨惩惯愤愿懒战扑执扩扫扬扰抚抛抢护报担拟拢拣拥拦挂挤挥损换据掷揽搀搁搂摄摆摇摊撑数敌断无旧昙昼显晓晕暂术机杀杂权条来杨极构枪柜标栈栋栏树桥梦检楼榄横档欢欧残毁毕毙毡气汇汉汤沟沦沧沪泻泼泽洁浅浆测济浓涛润涨渊渐渔湾湿溃滚满滤滥滨潜灭灯灵灾灿炉点炼炽烂烟烦烧烫热爱爷牵牺犹狭独狮狱猎猪献玛环琐瑶畅疗疮疯痪瘫癣皱盏盐监盖盗盘睁瞒矫矿码砖础确礼祸离种称稳穷窃窍窜窝竞笔笼筛筹签简粮紧纠红级纪纤纯纲纳纵纷纸纹纺纽练组细织终绍绎绑结绕绘绝统继绩绪维绵绸综绿缓编缘缝缩缴罗罚罢职联聪肃肠肤肾肿胀胁胆胜胶脏脑脚脱脸腊腾舰艰艺芜苍苏苹茎荐荡荣药莱莲获营萧萨蒋蓝虏虑虽虾蚀蚁蛮补衬袜袭装裤规览触计讥讨训议讯讲许论设访证评诈诉词译试诗诚诞询详语误诱诵诸诺读课谁调谅谈谊谋谓谜谣谦谨谱贞负贡责败贩贪贫贯贱贴贷贸贺贼资赋赌赏赔赖赚赛赠赢赵赶趋跃践踪轨轩转轮软轰轻载较辅辆辈辉输辑边达迁过迈运进远违连迟适递逻遗邓邮邻郑酱酿释针钉钓钞钟钢钥钩钱钻铁铃铅铜铝铭银铺链销锁锅锋错锡锣锤锦键锻镇镜闭闯闲闷闹闻阁阅阔队阳阴阵阶陆陈险随隐难雾韩页顶项顺须顽顾顿预领颇频颗颜额风飞饥饭饮饰饱饿馆馈驰驱驶驻骂骄骆验骑骗骚骤鲁鲜鸡鸣鸭鸿鹅鹰麦齐齿龄龟',
);
