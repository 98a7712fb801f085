import { countedIn } from '../../shell/counted.ts';
import type { Texts } from './en.ts';

const counted = countedIn('ru');

export const texts: Texts = {
  known: 'Известные аппараты',
  none: 'Пока не известен ни один аппарат.',
  noneToDo: 'Отправьте снимок с аппарата: как только он обратится, он появится здесь. Или добавьте его вручную.',
  add: 'Добавить',
  addTitle: 'Новый аппарат',
  keep: 'Сохранить',
  kept: (title) => `${title}: сохранено.`,
  edit: 'Изменить',
  editOf: (title) => `Изменить: ${title}`,
  test: 'Проверить',
  testOf: (title) => `Проверить: ${title}`,
  remove: 'Удалить',
  removeOf: (title) => `Удалить: ${title}`,
  removeTitle: (title) => `Удалить ${title}?`,
  removeWords: 'Отправлять на него снимки будет нельзя. Там, где пускают только известных, он получит отказ.',
  removed: (title) => `${title}: удалено.`,
  fixed: 'задан в файле настроек',
  actions: 'Действия',
  aeTitle: 'AE title',
  aeTitleHelp: 'В точности как на аппарате, с учётом регистра. Не длиннее 16 знаков.',
  host: 'Адрес',
  hostHelp: 'IP-адрес или имя аппарата.',
  port: 'Порт',
  portHelp: 'Порт, на котором аппарат принимает DICOM: часто 104 или 11112.',

  knocks: (count) =>
    counted(count, {
      one: 'Отказано # аппарату',
      few: 'Отказано # аппаратам',
      many: 'Отказано # аппаратам',
      other: 'Отказано # аппарата',
    }),
  knocksAbout: 'Они обращались к этому Filmroom. Примите те, что ваши.',
  nameless: '(без AE title)',
  calls: 'вызывает нас',
  tried: (times, ago) =>
    `${counted(times, { one: '# попытка', few: '# попытки', many: '# попыток', other: '# попытки' })}, последняя ${ago}`,
  settled: (time) => `С тех пор впущен: ${time}.`,
  adopt: 'Принять',
  adoptOf: (name) => `Принять: ${name}`,
  dismissOf: (name) => `Убрать из списка: ${name}`,
  adoptHost: 'Откуда он обращался.',
  adoptPort: 'Его собственный порт DICOM. Важен, только если отправлять снимки на аппарат.',
  adopted: (title) => `${title}: принят`,
  done: 'Готово',
  needs: {
    CALLED_TITLE: ({ called, ours, listener }) =>
      `Он по-прежнему вызывает нас как «${called}». Задайте на аппарате вызываемый AE title ${ours} или добавьте «${called}» к именам порта ${listener} в настройках.`,
    LIMIT: ({ listener }) => `Было открыто слишком много соединений: поднимите предел порта ${listener} в настройках.`,
    ADDRESS: ({ host, listener }) => `Порт ${listener} сверяет адреса: введите IP-адрес аппарата вместо ${host}.`,
    PORT_ASSUMED: ({ port }) =>
      `Как его порт записан ${port}. Если на аппарат будут отправлять снимки, проверьте и при необходимости исправьте.`,
    NOTHING: ({ title }) => `${title} будет впущен при следующем обращении. Отправьте с аппарата ещё раз.`,
  },

  ladderTo: (title) => `Отсюда к ${title}`,
  ladderFrom: (title) => `От ${title} сюда`,
  otherWay: 'Проверить путь обратно',
  thisWay: 'Проверить путь туда',
  pressEcho: (seconds) =>
    `Теперь нажмите на аппарате кнопку эхо (проверки) или отправьте снимок. Ожидание: ${counted(seconds, { one: '# секунда', few: '# секунды', many: '# секунд', other: '# секунды' })}.`,
  again: 'Ещё раз',
  stop: 'Остановить',
  stopped: 'Остановлено.',
  close: 'Закрыть',
  reached: 'Всё в порядке: до аппарата можно дойти.',
  reachedUs: 'Всё в порядке: аппарат доходит до нас.',
  failedAt: (rung) => `Не проходит здесь: ${rung}.`,
  rungs: {
    name: 'Имя',
    link: 'Кабель',
    neighbour: 'Сосед (ARP)',
    ping: 'Ping',
    tcp: 'Порт TCP',
    associate: 'Ассоциация',
    echo: 'C-ECHO',
    back: 'Его обращение к нам',
  },
  outcomes: { ok: 'хорошо', unclear: 'неясно', skipped: 'не нужно', failed: 'не прошло', tried: 'идёт', waits: 'ещё нет' },

  own: 'Наша карточка',
  ownAbout: 'Это вводят на аппарате, который будет отправлять сюда.',
  copyCard: 'Скопировать всё',
  qr: (title) => `AE title, адрес и порт ${title} в виде QR-кода`,
  loopbackOnly: 'Доступен только программам этого компьютера. Это меняет настройка host порта.',
};
