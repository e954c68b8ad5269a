//! The words of the manual's own pages.
use super::{Lang, words};

words! {
    no_page(name: &str): "нет страницы «{name}»; имена команд — в pult --help", "there is no page \"{name}\"; pult --help lists the commands";
    pages_written(n: usize, dir: &str): "страниц: {n}, каталог {dir}", "{n} pages in {dir}";
    keys: "клавиши", "keys";
    action: "что делают", "what they do";
    word: "слово в keymap.toml", "word of keymap.toml";
}

/// What only the program's own page has: exit codes, environment, files. Written in the language of man pages.
pub(crate) fn sections(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => {
            r#".SH "КОД ВОЗВРАТА"
.TP
0
сделано
.TP
1
не получилось
.TP
2
неверно набрано
.TP
3
отказ по правилу магазина
.TP
4
сервер не отвечает
.SH "ПЕРЕМЕННЫЕ ОКРУЖЕНИЯ"
.TP
\fBPULT_DATA\fR
каталог магазина
.TP
\fBPULT_CONFIG\fR
каталог своих настроек: keymap.toml, ключи входа, соответствия столбцов
.TP
\fBPULT_LANG\fR
ru или en; иначе LC_ALL, LC_MESSAGES, LANG
.TP
\fBPULT_TOKEN\fR
ключ входа на сервер
.TP
\fBPULT_THEME\fR, \fBNO_COLOR\fR
вид рабочего места: default, light, mono, ascii (рамки из ASCII, без цвета) или contrast. Без PULT_THEME выбирает
терминал: ascii при LANG=C, старой кодировке и TERM=linux, vt100 и подобных; mono при NO_COLOR; иначе default
.TP
\fBPULT_LOG\fR
подробность журнала сервера, например debug
.SH "ФАЙЛЫ"
.TP
\fIКАТАЛОГ\fR/pult.db
магазин целиком, один файл SQLite
.TP
\fIКАТАЛОГ\fR/run/pult.sock
сокет работающего сервера
"#
        }
        Lang::En => {
            r#".SH "EXIT STATUS"
.TP
0
done
.TP
1
failed
.TP
2
wrong use
.TP
3
refused by a rule of the shop
.TP
4
no server answers
.SH ENVIRONMENT
.TP
\fBPULT_DATA\fR
the shop's directory
.TP
\fBPULT_CONFIG\fR
the person's own directory: keymap.toml, login tokens, remembered columns
.TP
\fBPULT_LANG\fR
ru or en; else LC_ALL, LC_MESSAGES, LANG
.TP
\fBPULT_TOKEN\fR
the token of a login
.TP
\fBPULT_THEME\fR, \fBNO_COLOR\fR
how the desk looks: default, light, mono, ascii (frames of ASCII, no colour) or contrast. Without PULT_THEME the
terminal decides: ascii with LANG=C, an old charset, and TERM=linux, vt100 and the like; mono with NO_COLOR; else default
.TP
\fBPULT_LOG\fR
how much the server logs, such as debug
.SH FILES
.TP
\fIDIR\fR/pult.db
the whole shop, one SQLite file
.TP
\fIDIR\fR/run/pult.sock
the socket of a running server
"#
        }
    }
}
