import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ru');
const images = (count: number) => counted(count, { one: '# снимок', few: '# снимка', many: '# снимков', other: '# снимка' });
const ofImages = (count: number) => counted(count, { one: '# снимка', few: '# снимков', many: '# снимков', other: '# снимка' });

export const texts: Texts = {
  dayNavigation: 'День',
  before: 'Днём раньше',
  after: 'Днём позже',
  today: 'Сегодня',
  day: 'День',
  parts: { alarm: 'Нужен человек', underWay: 'Идут', expected: 'Ожидаются', over: 'Сделаны' },
  noneTitle: 'В этот день ничего нет',
  noneWords:
    'Здесь каждое исследование — строка: ожидается, начато, сделано, и все ли снимки пришли. Назначения приходят из рабочего списка; о начале и конце аппарат сообщает по MPPS. Укажите на нём наш AE-заголовок как получателя MPPS («Performed Procedure Step»).',
  way: 'Как далеко оно',
  stages: { planned: 'План', started: 'Начато', done: 'Сделано', stopped: 'Прервано', here: 'Всё здесь', committed: 'Надёжно' },
  states: { past: 'да', now: 'сейчас', ahead: 'ещё нет', wrong: 'посмотрите' },
  images: 'Снимки',
  hereOf: (here, named) => `${here} из ${ofImages(named)} здесь`,
  allHere: (named) => `здесь все, ${images(named)}`,
  soFar: (count) => `пока ${images(count)}`,
  removed: (count) =>
    counted(count, {
      one: '# из них с тех пор удалён здесь',
      few: '# из них с тех пор удалены здесь',
      many: '# из них с тех пор удалены здесь',
      other: '# из них с тех пор удалены здесь',
    }),
  committed: (count) => `аппарату обещано хранить: ${images(count)}`,
  noName: 'Без имени',
  noId: 'без номера',
  accession: 'Номер исследования',
  openStudy: 'Открыть исследование',
  openStudyOf: (name) => `Открыть исследование: ${name}`,
  acceptedBy: (name) => `Принято как есть: ${name}`,
  alarm: (alarm, imagesOfStudy, since) => {
    switch (alarm.code) {
      case 'MISSING': {
        const { missing, named } = alarm.values as { missing: number; named: number };
        return {
          title: `Не пришло ${missing} из ${ofImages(named)}`,
          toDo: 'Посмотрите на аппарате, идёт ли ещё отправка и не остановилась ли его очередь, и отправьте исследование оттуда ещё раз. То, что уже здесь, будет узнано и не удвоится. Если снимки на аппарате отброшены намеренно, примите как есть.',
        };
      }
      case 'LEFT_OPEN':
        return {
          title: `Начато ${since} и не закончено`,
          toDo: 'Закончите исследование на аппарате. Если аппарат этого больше не может, закончите его здесь; снимки сохранятся в любом случае.',
        };
      case 'NOTHING_NAMED':
        return {
          title: 'Сделано, но не назван ни один снимок',
          toDo: `Никто не может сказать, всё ли здесь: из этого исследования есть ${images(imagesOfStudy)}. Сравните с аппаратом, затем примите как есть.`,
        };
      default:
        return alarm.code satisfies never;
    }
  },
  accept: 'Принять как есть',
  acceptTitle: 'Принять как есть?',
  acceptWords: 'Тревоги больше не будет. То, что придёт позже, будет принято; ваше имя останется при этом.',
  accepted: 'Принято как есть.',
  endDone: 'Закончить как сделанное',
  endStopped: 'Закончить как прерванное',
  endTitle: 'Закончить этот шаг за аппарат?',
  endWords: 'После этого аппарат не сможет его изменить. Снимки принимаются всё равно.',
  ended: 'Закончено.',
  refused: 'Запросы аппаратов, в которых отказано',
  refusedHelp:
    'Аппарат не соблюдает стандарт. Покажите это его инженеру; если изменить нельзя, выберите «lenient» в настройках, «Выполненные исследования».',
  queues: 'На пути в другие системы',
  waiting: (count, aeTitle) =>
    counted(count, {
      one: `# сообщение ждёт ${aeTitle}`,
      few: `# сообщения ждут ${aeTitle}`,
      many: `# сообщений ждут ${aeTitle}`,
      other: `# сообщения ждут ${aeTitle}`,
    }),
  waitingSince: (since, tries) =>
    `с ${since}, ${counted(tries, { one: '# попытка', few: '# попытки', many: '# попыток', other: '# попытки' })}`,
  givenUp: (aeTitle, when) => `${aeTitle} не принимает сообщение, ${when}`,
};
