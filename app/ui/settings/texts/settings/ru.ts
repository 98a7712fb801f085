import type { SettingTexts } from './en.ts';

export const settings: SettingTexts = {
  ownAeTitle: { label: 'Свой AE-заголовок', help: 'Наш собственный AE-заголовок.' },
  dataFolder: {
    label: 'Папка данных',
    help: 'Где лежат снимки и индекс; относительный путь считается от папки файла настроек. Без этого — ./data.',
  },
  listeners: { label: 'Порты DICOM', help: 'Порты, на которые шлют аппараты.' },
  'listeners[].name': { label: 'Имя', help: 'Как этот порт называют журнал и страница.' },
  'listeners[].host': { label: 'Адрес', help: 'На каком адресе слушать; 0.0.0.0 — на всех адресах машины.' },
  'listeners[].port': { label: 'Порт', help: 'Порт TCP; 0 — любой свободный.' },
  'listeners[].aeTitles': { label: 'AE-заголовки', help: 'На какие AE-заголовки отвечать; без этого — на собственный.' },
  'listeners[].calledAePolicy': {
    label: 'Вызываемый AE-заголовок',
    help: 'exact отказывает, если вызываемый заголовок не из наших (1/1/7).',
  },
  'listeners[].callingAePolicy': {
    label: 'Кому можно обращаться',
    help: 'Кто может обращаться: любой, из списка или из списка со своих адресов (1/1/3).',
  },
  'listeners[].callingAeTitles': { label: 'Допущенные', help: 'Кого допускают правила list и list+ip.' },
  'listeners[].callingAeTitles[].aeTitle': { label: 'AE-заголовок', help: 'Вызывающий AE-заголовок, сравнивается точно.' },
  'listeners[].callingAeTitles[].addresses': {
    label: 'Адреса',
    help: 'С каких адресов IP он может обращаться; проверяется правилом list+ip.',
  },
  'listeners[].services': { label: 'Службы', help: 'Какие службы здесь предлагаются.' },
  'listeners[].maxPduLength': {
    label: 'Наибольший PDU',
    help: 'Самый длинный PDU P-DATA-TF, который мы объявляем, в байтах (PS3.8, приложение D.1); 0 — без ограничения.',
  },
  'listeners[].maxAssociations': {
    label: 'Ассоциаций сразу',
    help: 'Сколько ассоциаций открыто одновременно; следующей отказывают (2/3/2).',
  },
  'listeners[].maxPerRemoteAe': {
    label: 'От одного AE сразу',
    help: 'Сколько ассоциаций открыто с одним вызывающим AE-заголовком; 0 — без отдельного ограничения.',
  },
  'listeners[].artimMs': { label: 'ARTIM', help: 'ARTIM (PS3.8 §9.1.5): сколько соединение может ждать своего A-ASSOCIATE-RQ, в мс.' },
  'listeners[].inactivityMs': { label: 'Молчание', help: 'Сколько ассоциация может молчать, в мс; 0 — сколько угодно.' },
  'listeners[].onInactivity': { label: 'После молчания', help: 'Как завершается молчащая ассоциация.' },
  'storage.transferSyntaxPolicy': { label: 'Синтаксис передачи', help: 'Какой из предложенных синтаксисов передачи принимается.' },
  'storage.duplicatePolicy': {
    label: 'Если снимок пришёл снова',
    help: 'Если SOP Instance UID приходит снова с другим содержимым; keep-both кладёт новый в карантин.',
  },
  'storage.catalogueValidation': {
    label: 'Что должно быть в снимке',
    help: 'Что нужно снимку, чтобы его сохранили: lenient — четыре UID; iod — ещё и то, что его класс SOP требует из строк, столбцов, положения и подобного; strict — ещё и Modality.',
  },
  'storage.privateSopClasses': { label: 'Частные классы SOP', help: 'Частные классы SOP, которые хранятся как стандартные.' },
  'storage.acceptRetired': {
    label: 'Устаревшие классы SOP',
    help: 'Принимать ли устаревшие классы SOP: классы хранения и модель запросов Patient/Study Only.',
  },
  'storage.reserveBytes': {
    label: 'Свободно на диске',
    help: 'Сколько места на диске держать свободным, в байтах: если меньше, снимкам отказывают (A700H).',
  },
  remoteAes: { label: 'Таблица AE', help: 'Таблица AE: кого мы знаем, для C-MOVE, допуска и наших запросов.' },
  'remoteAes[]': { label: 'Таблица AE', help: 'Запись таблицы AE.' },
  'remoteAes[].title': { label: 'AE-заголовок', help: 'Его AE-заголовок, сравнивается точно.' },
  'remoteAes[].host': { label: 'Адрес', help: 'Его адрес или имя.' },
  'remoteAes[].port': { label: 'Порт', help: 'Порт DICOM, на котором он слушает.' },
  'remoteAes[].transferSyntaxes': {
    label: 'Синтаксисы передачи',
    help: 'Какие синтаксисы передачи ему предлагать, по UID; без этого — все нужные.',
  },
  'remoteAes[].allowedServices': {
    label: 'Службы для него',
    help: 'Какими службами он может пользоваться, когда обращается; без этого — всеми, что предлагает порт.',
  },
  'remoteAes[].maxAssociations': {
    label: 'Ассоциаций сразу',
    help: 'Сколько ассоциаций мы держим с ним одновременно; без этого действует только общее ограничение.',
  },
  'remoteAes[].characterSet': {
    label: 'Набор символов',
    help: 'utf-8: ответы на его запросы могут идти в UTF-8; own: в наборе символов его запроса, если он их вмещает.',
  },
  'requestor.maxAssociations': {
    label: 'Ассоциаций сразу',
    help: 'Сколько ассоциаций, открытых нами, может быть сразу со всеми вместе; следующая ждёт.',
  },
  'requestor.connectTimeoutMs': {
    label: 'Ожидание ассоциации',
    help: 'Сколько удалённый AE может отвечать на наш A-ASSOCIATE-RQ вместе с соединением, в мс.',
  },
  'requestor.responseTimeoutMs': {
    label: 'Ожидание ответа',
    help: 'Если удалённый AE столько времени не отвечает или не принимает данные, мы его оставляем, в мс.',
  },
  'web.host': { label: 'Адрес страницы', help: 'Адрес страницы; 0.0.0.0 — все адреса машины.' },
  'web.port': { label: 'Порт страницы', help: 'Порт TCP страницы; 0 — любой свободный.' },
  'web.corsOrigins': {
    label: 'Внешние просмотрщики',
    help: 'Каким веб-приложениям в браузере разрешён DICOMweb; укажите origin, например https://viewer.example (CORS).',
  },
  'web.hostNames': { label: 'Другие имена', help: 'Под какими ещё именами открывают страницу, например через прокси.' },
  'web.tls': {
    label: 'HTTPS',
    help: 'HTTPS: auto — если страницу могут открыть не только программы этой машины. Кто приходит по HTTP, отправляется на HTTPS.',
  },
  'web.morePorts': { label: 'Другие порты', help: 'Ещё порты TCP той же страницы, например 80 и 443; на каждом HTTPS и HTTP различаются.' },
  'panel.leds': {
    label: 'Индикаторы',
    help: 'Как показывается передняя панель: ledclass — индикаторами ядра; console — строками на выводе; auto — индикаторами, если есть их файл.',
  },
  'panel.ledsFile': { label: 'Файл индикаторов', help: 'Какой индикатор машины играет какую роль на панели, и имя кнопки.' },
  'panel.ledsFolder': { label: 'Папка индикаторов', help: 'Где у ядра его индикаторы.' },
  'panel.modalityInterface': {
    label: 'Порт аппаратов',
    help: 'Сетевой порт, кабель которого показывает MODALITY; если его нет, считается другой.',
  },
  'panel.hospitalInterface': {
    label: 'Порт больницы',
    help: 'Сетевой порт, кабель и адрес которого показывает HOSPITAL; если его нет, считается другой.',
  },
  'mdns.announce': {
    label: 'Объявлять себя',
    help: 'Сообщать ли сети наши порты DICOM и страницу через avahi-daemon (PS3.15 H.2), если он установлен.',
  },
  'log.level': { label: 'Уровень журнала', help: 'Самый низкий уровень, который попадает в журнал.' },
};
