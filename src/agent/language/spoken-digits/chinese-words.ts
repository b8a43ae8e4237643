/** Words of numbers in Chinese as they are dictated; all in simplified characters, which `simplified` makes of both scripts. */
import type { Chinese } from '../speech-text/chinese.js';

/** Characters of this folder's tables and patterns that the two scripts write differently: traditional, then simplified. */
const scripts =
  '個个係系兩两號号碼码戶户賬账帳账頭头後后對对錯错應应該该組组數数隻只從从來来過过間间陸陆參叁貳贰倆俩領领鈴铃靈灵齡龄嶺岭錄录綠绿祿禄舊旧夠够機机氣气騎骑齊齐棄弃兒儿爾尔無无霧雾務务誤误烏乌吳吴劉刘硫硫醫医義义議议異异億亿憶忆藝艺試试時时視视詩诗師师絲丝邀邀搖摇藥药傘伞罷罢霸霸糧粮涼凉輛辆諒谅擬拟訊讯聽听話话講讲說说請请問问煩烦麻麻幫帮為为還还開开結结讓让給给報报記记寫写這这裡里麼么點点電电機机輸输數数換换變变應应該该實实謝谢嗎吗囉啰囖咯陣阵樣样別别幺幺麽么衞卫淨净總总單单雙双疊叠橫横槓杠捌捌肆肆玖玖伍伍柒柒壹壹萬万於于與与將将誰谁錶表寺寺獅狮屍尸識识實实釋释飾饰勢势適适嗜嗜'.match(
    /../gu,
  ) ?? [];
const simplifiedOf = new Map(scripts.map((pair) => [...pair] as unknown as [string, string]));

export const simplified = (text: string): string =>
  [...text].map((character) => simplifiedOf.get(character) ?? character).join('');

/** What stands for a digit and nothing else; 洞 and 拐 are radio speech, 幺 is one in both languages. */
const digitCharacters: readonly string[] = [
  '零〇○洞',
  '一壹幺弌',
  '二贰两俩',
  '三叁仨',
  '四肆',
  '五伍',
  '六陆',
  '七柒拐',
  '八捌',
  '九玖',
];
const asMap = (rows: readonly string[]): ReadonlyMap<string, string> =>
  new Map(rows.flatMap((characters, digit) => [...characters].map((each) => [each, String(digit)] as const)));

const digitOf = asMap(digitCharacters);

/** Digit characters as 0 to 9; 十, 百, 千 and 廿 stay. */
export const withDigits = (text: string): string =>
  [...text].map((character) => digitOf.get(character) ?? character).join('');

/**
 * Characters that sound like a digit or nearly so, which a recogniser of free words writes in its place: those of the
 * commonest 3,755 (GB 2312, level 1) with its syllable in any tone, and near ones (shi for si, ceot for cat).
 */
const homophones: Readonly<Record<Chinese, readonly string[]>> = {
  cmn: [
    '玲菱龄铃伶羚凌灵陵岭领另令',
    '邀腰妖瑶摇尧遥窑谣姚舀药要耀医揖依伊衣颐夷移仪疑宜姨彝椅蚁倚已乙矣以艺抑易邑亿役臆疫亦裔意毅忆义益溢议谊译异翼',
    '而儿耳尔饵洱粮凉梁粱良辆量晾亮谅',
    '伞散珊苫杉山删衫闪陕擅膳善汕扇缮',
    '师失狮施湿诗尸石拾时食蚀实识史矢使屎驶始式示士世柿事拭誓逝势是适仕侍释饰氏市恃室视试斯撕嘶思私司丝死寺嗣伺似饲巳',
    '巫乌污屋无芜梧吾吴毋武捂午舞侮坞雾晤物勿务悟误唔',
    '溜琉榴硫馏留刘瘤流柳',
    '期欺栖戚妻凄漆沏其棋奇歧脐齐旗祈祁骑起岂乞企启契砌器气迄弃汽泣讫',
    '芭扒叭吧笆疤巴拔跋靶把坝霸罢爸',
    '揪究纠韭久灸酒厩救旧臼舅咎就疚',
  ],
  yue: [
    '棱楞拎玲菱龄铃伶羚凌灵陵岭领另令',
    '日逸溢益役易亦翼腰邀妖要',
    '而儿耳尔拟医依伊衣夷移仪疑宜姨椅倚已矣以易肄意义议谊异医',
    '衫散山伞珊',
    '狮师施诗尸时史使屎示士事是嗜仕侍氏市视试斯撕嘶思私司丝死',
    '唔吴吾梧午晤悟误伍',
    '麓碌鹿禄录戮绿落',
    '漆出刺',
    '百爸巴伯扒',
    '狗苟垢够究韭久灸救旧咎疚',
  ],
};
const homophoneOf: Readonly<Record<Chinese, ReadonlyMap<string, string>>> = {
  cmn: asMap(homophones.cmn),
  yue: asMap(homophones.yue),
};

/** The digit that a character sounds like. */
export const soundsLike = (character: string, language: Chinese): string | undefined =>
  homophoneOf[language].get(character);

/** Homophones that are words around a number as well: they count as a digit where the length wants one. */
export const ambiguous = new Set('是就要吧以把而时');

/** Words with a digit in them that mean no number. */
export const noNumbers = /等一等|等一下|一下|一次|一共/gu;
/** Words around a number; longer ones come first. */
export const aroundNumbers =
  /唔好意思|不好意思|总共|唔该晒?|麻烦你?|请问|请听|你好|我个|我哋|我们|户口|账户|账号|客户|号码|电话|手机|编号|数字|就系|即系|就是|即是|首先|然之后|然后|之后|跟住|跟着|接住|接着|仲有|还有|同埋|最后|后面|前面|等阵|睇下|睇吓|看看|让我|俾我|畀我|听住|听好|嗰个|那个|呢个|这个|呢度|这里|应该|话你知|告诉你|横杠|空格|谢谢|多谢|知道|好嘅|好的|可以|ok|hello|[嗯呃额啊呀吖哦噢喔唉诶欸嘅的呢咧啦喇啰咯嘛哈喂好我你您号码系个位先再同和跟系喺度咗讲说念报得]/gu;
/** A speaker puts the number right within a sentence. */
export const repairInChinese = /唔系|唔啱|唔对|不是|不对|错咗|错了|讲错|说错|唔系呀/gu;
