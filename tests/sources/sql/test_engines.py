"""Scripts as the tools of each engine write them, and the cells that a person reads in them."""
# ruff: noqa: E501, W291 - scripts as the tools write them

from __future__ import annotations

from pathlib import Path

from tests.sources.sql.reading import read_script


def test_mysqldump(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        r"""/*M!999999\- enable the sandbox mode */
-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
DROP TABLE IF EXISTS `contact (old)`;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE `contact (old)` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name, given` varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'it''s, well',
  `key` enum('a','b)') DEFAULT NULL COMMENT 'a, b',
  `photo` mediumblob,
  `flag` bit(1) DEFAULT b'0',
  `at` /*!50606 datetime(6) */ DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`id`),
  UNIQUE KEY `n` (`name, given`(10)),
  CONSTRAINT `c` FOREIGN KEY (`id`) REFERENCES `x` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4;
LOCK TABLES `contact (old)` WRITE;
/*!40000 ALTER TABLE `contact (old)` DISABLE KEYS */;
INSERT INTO `contact (old)` VALUES (1,'O\'Brien','a',_binary '\0\'x\\',_binary '\0','0000-00-00 00:00:00'),(2,'tab\there\nline, (2),','b)',NULL,'',NULL),
(3,'50\% \_ \q "x" `y` -- z /* w */ # v;','',0xFFd8,b'1','2020-01-31 10:00:00.5'),(4,_utf8mb4'é',NULL,'raw',0x01,'');
INSERT  IGNORE INTO `contact (old)` (`flag`,`id`) VALUES (NULL,5);
/*!40000 ALTER TABLE `contact (old)` ENABLE KEYS */;
UNLOCK TABLES;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER t AFTER INSERT ON `contact (old)` FOR EACH ROW
BEGIN INSERT INTO `log` VALUES (1,'it''s'); END */;;
DELIMITER ;
/*!50001 CREATE TABLE `a view` (`id` tinyint NOT NULL) ENGINE=MyISAM */;
/*!50001 DROP TABLE IF EXISTS `a view`*/;
/*!50001 CREATE VIEW `a view` AS SELECT 1 AS `id`*/;
-- Dump completed on 2026-01-01
""",
    )
    assert read.rows == {
        "contact (old)": [
            ("1", "O'Brien", "a", "0027785C", "0", "0000-00-00 00:00:00"),
            ("2", "tab\there\nline, (2),", "b)", None, "0", None),
            ("3", '50\\% \\_ q "x" `y` -- z /* w */ # v;', "", "FFD8", "1", "2020-01-31 10:00:00.5"),
            ("4", "é", None, "726177", "1", ""),
            ("5", None, None, None, None, None),
        ]
    }
    assert read.columns("contact (old)") == ["id", "name, given", "key", "photo", "flag", "at"]
    assert read.declared("contact (old)") == [
        "int(10) unsigned", "varchar(50)", "enum('a','b)')", "mediumblob", "bit(1)", "datetime(6)"
    ]  # fmt: skip
    assert read.rejected == []


def test_mysql_without_backslash_escapes_said(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        "-- MySQL dump\nSET SQL_MODE='NO_BACKSLASH_ESCAPES';\nINSERT INTO `t` VALUES (1,'C:\\temp\\'),(2,'it''s');\n",
    )
    assert read.rows["t"] == [("1", "C:\\temp\\"), ("2", "it's")]


def test_mysql_without_backslash_escapes_found_out(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        "-- MySQL dump\nINSERT INTO `t` VALUES (1,'C:\\Users\\','x'),(2,'it''s','D:\\'),(3,'a','b');\n",
    )
    assert read.rows["t"] == [("1", "C:\\Users\\", "x"), ("2", "it's", "D:\\"), ("3", "a", "b")]


def test_mysql_of_other_tools(tmp_path: Path) -> None:
    """Double quotes, comments in rows, values in parentheses, CONVERT, row aliases, ROW()."""
    read = read_script(
        tmp_path,
        """-- phpMyAdmin SQL Dump
INSERT INTO `t` (`a`, `b`) VALUES
-- it's a comment (with a parenthesis
(1, "double, 'quoted' \\"text\\""), # it's another
(2, 'a' /* it's (a) comment */), (3, ('x')),(4, CONVERT('y' USING utf8mb4)) , (-5, CONCAT('a','b',CHAR(33)))
ON DUPLICATE KEY UPDATE a = VALUES(a), b='(9,9)';
REPLACE INTO t VALUES ROW(6,'z'),ROW(7,'it''s'); START TRANSACTION; INSERT INTO t VALUES (8,NULL);
""",
    )
    assert read.rows["t"] == [
        ("1", "double, 'quoted' \"text\""),
        ("2", "a"),
        ("3", "x"),
        ("4", "y"),
        ("-5", "ab!"),
        ("6", "z"),
        ("7", "it's"),
        ("8", None),
    ]


def test_pg_dump_with_copy(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        """--
-- PostgreSQL database dump
--
\\restrict abcdef
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $_$
BEGIN
  INSERT INTO log VALUES ('it''s', $$x$$); -- don't
  RETURN NEW;
END; $_$;
CREATE FUNCTION public.g() RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 INSERT INTO public.log (a) VALUES ('no'::text);
END;
CREATE TABLE public.contact (
    id integer DEFAULT nextval('x'::regclass) NOT NULL,
    name character varying(45) DEFAULT 'a, b'::character varying,
    "Amount (CHF)" numeric(10,2),
    at timestamp with time zone DEFAULT now(),
    tags text[],
    CONSTRAINT c CHECK ((id > 0))
);
COPY public.contact (id, name, "Amount (CHF)", at, tags) FROM stdin;
1\tO'Brien\\ttab\\nline \\\\ back\t10.50\t2020-01-31 10:00:00+01\t{a,b}
2\t\\N\t\\N\t\\N\t\\N
3\t\t0\t\\\\N\t\\101\\x42
\\.

COPY public.empty (a) FROM stdin;
\\.
ALTER TABLE ONLY public.contact ADD CONSTRAINT pk PRIMARY KEY (id);
\\unrestrict abcdef
""",
    )
    assert read.rows == {
        "contact": [
            ("1", "O'Brien\ttab\nline \\ back", "10.50", "2020-01-31 10:00:00+01", "{a,b}"),
            ("2", None, None, None, None),
            ("3", "", "0", "\\N", "AB"),
        ],
        "empty": [],
    }
    assert read.declared("contact") == [
        "integer", "character varying(45)", "numeric(10,2)", "timestamp with time zone", "text[]"
    ]  # fmt: skip
    assert read.rejected == []


def test_pg_dump_with_inserts(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        """-- PostgreSQL database dump
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
INSERT INTO public.t (a, b, c) VALUES (1, 'C:\\dir\\', true);
INSERT INTO public.t (a, b, c) VALUES (2, E'it\\'s\\n\\u00e9', false), (-3.5e-10, 'x'::character varying, NULL);
INSERT INTO public.t (a, b, c) OVERRIDING SYSTEM VALUE VALUES (4, U&'\\00e9', $q$it's$q$) ON CONFLICT DO NOTHING;
INSERT INTO public.t VALUES (5, E'a\\\\', '\\x00ff') RETURNING a;
CREATE RULE r AS ON INSERT TO t DO INSTEAD INSERT INTO u VALUES (1, 'no');
""",
    )
    assert read.rows["t"] == [
        ("1", "C:\\dir\\", "true"),
        ("2", "it's\né", "false"),
        ("-3.5e-10", "x", None),
        ("4", "é", "it's"),
        ("5", "a\\", "\\x00ff"),
    ]
    assert list(read.rows) == ["t"]


def test_pg_dump_before_standard_strings(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = off;\nINSERT INTO t VALUES ('it\\'s\\n');\n",
    )
    assert read.rows["t"] == [("it's\n",)]


MANAGEMENT_STUDIO = """USE [Venue]
GO
/****** Object:  Table [dbo].[Contact]    Script Date: 31.01.2020 ******/
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[Contact](
\t[Id] [int] IDENTITY(1,1) NOT NULL,
\t[Name] [nvarchar](50) NULL,
\t[At] [datetime] NULL,
\t[Full]  AS ([Name]+'x'),
\t[Data] [varbinary](max) NULL,
 CONSTRAINT [PK] PRIMARY KEY CLUSTERED 
(
\t[Id] ASC
)WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [dbo].[Contact] ON 

INSERT [dbo].[Contact] ([Id], [Name], [At], [Data]) VALUES (1, N'L''été, à Genève', CAST(N'2020-01-31T00:00:00.000' AS DateTime), 0x00fF)
INSERT [dbo].[Contact] ([Id], [Name], [At], [Data]) VALUES (2, NULL, CAST(0x0000AB5300C5C100 AS DateTime), NULL)
GO
print 'Processed 100 total records, don''t worry'
INSERT [dbo].[Contact] ([Id], [Name], [At], [Data]) VALUES (3, N'line
two' + CHAR(13) + NCHAR(10), CONVERT(datetime, '20200131', 112), NULL)
SET IDENTITY_INSERT [dbo].[Contact] OFF
GO
insert dbo.Contact values ('four', null, null)
insert into Contact (Name) values (N'five'), ('$6'), ($7.50)
IF NOT EXISTS (SELECT 1 FROM Contact WHERE Id = 8) INSERT INTO Contact (Name) VALUES ('eight')
GO
CREATE PROCEDURE p AS
INSERT INTO Contact (Name) VALUES ('no')
INSERT INTO Contact (Name) VALUES ('no')
GO
INSERT INTO Contact (Name) VALUES ('nine')
"""
CONTACTS = [
    ("1", "L'été, à Genève", "2020-01-31T00:00:00.000", None, "00FF"),
    ("2", None, "2020-01-31 12:00:00.000", None, None),
    ("3", "line\ntwo\r\n", "20200131", None, None),
    (None, "four", None, None, None),
    (None, "five", None, None, None),
    (None, "$6", None, None, None),
    (None, "7.50", None, None, None),
    (None, "eight", None, None, None),
    (None, "nine", None, None, None),
]


def test_management_studio(tmp_path: Path) -> None:
    read = read_script(tmp_path, MANAGEMENT_STUDIO)
    assert read.columns("Contact") == ["Id", "Name", "At", "Full", "Data"]
    assert read.declared("Contact") == ["int", "nvarchar(50)", "datetime", "", "varbinary(max)"]
    assert read.rows == {"Contact": CONTACTS}
    assert read.rejected == []


def test_management_studio_in_utf16(tmp_path: Path) -> None:
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        read = read_script(tmp_path, MANAGEMENT_STUDIO.replace("\n", "\r\n").encode(codec))
        cells = [tuple(cell and cell.replace("\r\n", "\n") for cell in row) for row in read.rows["Contact"]]
        expected = [tuple(cell and cell.replace("\r\n", "\n") for cell in row) for row in CONTACTS]
        assert cells == expected, codec


def test_oracle_scripts(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        """REM INSERTING into HR.CONTACT don't stop
SET DEFINE OFF;
Prompt it's a prompt (
CREATE TABLE "HR"."CONTACT" ("ID" NUMBER(10,0), "NAME" VARCHAR2(50 CHAR), "BORN" DATE, "AT" TIMESTAMP (6), "PHOTO" BLOB) ;
Insert into HR.CONTACT (ID,NAME,BORN) values (1,'O''Brien & Söhne &name',to_date('31-01-1980','DD-MM-YYYY'));
Insert into HR.CONTACT (ID,NAME,BORN) values (2,'R'||chr(38)||'B',to_date('31-JAN-49','DD-MON-RR'));
Insert into HR.CONTACT (ID,NAME,BORN) values (3,q'[it's ]here]',to_date('1-FÉVR.-50 23:05:01','DD-MON-RR HH24:MI:SS'));
Insert into HR.CONTACT (ID,NAME,BORN,AT) values (4,UNISTR('Gen\\00E8ve \\D83D\\DE00'),DATE '2020-02-29',-
 to_timestamp('04-FEB-2021 01.20.22.245676861 PM','DD-MON-YYYY HH.MI.SS.FF AM'));
Insert into HR.CONTACT values (5,null,null,TIMESTAMP '2020-01-01 00:00:00',hextoraw('00fF'));
INSERT ALL
  INTO hr.contact (id, name) VALUES (6, 'six;')
  INTO hr.contact (id, name) VALUES (7, TO_CLOB('se') || TO_CLOB('ven'))
SELECT * FROM dual;
DECLARE
  v VARCHAR2(10) := 'x;y';
BEGIN
  -- don't stop
  INSERT INTO hr.contact (id, name) VALUES (8, 'eight');
  INSERT INTO hr.contact (id, name) VALUES (9, v);
END;
/
CREATE OR REPLACE TRIGGER hr.t BEFORE INSERT ON hr.contact FOR EACH ROW
DECLARE n NUMBER;
BEGIN
  INSERT INTO log VALUES (1, 'no');
END;
/
Insert into HR.CONTACT (ID,NAME,BORN) values (10,'a-
b',SYSDATE);
Insert into HR.CONTACT (ID,NAME) values (11,'a-
b');
Insert into HR.CONTACT (ID,BORN) values (12,to_date('30-02-2020','DD-MM-YYYY'));
""",
    )
    assert read.rows == {
        "CONTACT": [
            ("1", "O'Brien & Söhne &name", "1980-01-31", None, None),
            ("2", "R&B", "2049-01-31", None, None),
            ("3", "it's ]here", "1950-02-01 23:05:01", None, None),
            ("4", "Genève 😀", "2020-02-29", "2021-02-04 13:20:22.245676861", None),
            ("5", None, None, "2020-01-01 00:00:00", "00FF"),
            ("6", "six;", None, None, None),
            ("7", "seven", None, None, None),
            ("8", "eight", None, None, None),
            ("11", "a-\nb", None, None, None),
        ]
    }
    assert read.declared("CONTACT") == ["NUMBER(10,0)", "VARCHAR2(50 CHAR)", "DATE", "TIMESTAMP(6)", "BLOB"]
    assert [(row.table, row.place, row.reason) for row in read.rejected] == [
        ("CONTACT", "line 20", "V is not a value"),
        ("CONTACT", "line 29", "SYSDATE is not a value"),
        ("CONTACT", "line 33", "not a date in its format"),
    ]
    assert read.rejected[1].text == "(10,'a-\nb',SYSDATE)"


def test_sqlite_dump(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        """PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE contact (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, photo BLOB, n REAL);
INSERT INTO contact VALUES(1,replace('line 1\\nline 2','\\n',char(10)),X'00ff',1.5e+10);
INSERT INTO contact VALUES(2,unistr('a\\u000ab'),NULL,-1);
INSERT INTO "contact" VALUES(3,'C:\\dir\\',NULL,9.0e+999);
CREATE TRIGGER t AFTER INSERT ON contact BEGIN INSERT INTO log VALUES (1, CASE WHEN 1 THEN 'a' END); END;
INSERT INTO sqlite_sequence VALUES('contact',3);
COMMIT;
""",
    )
    assert read.rows["contact"] == [
        ("1", "line 1\nline 2", "00FF", "1.5e+10"),
        ("2", "a\nb", None, "-1"),
        ("3", "C:\\dir\\", None, "9.0e+999"),
    ]
    assert read.rows["sqlite_sequence"] == [("contact", "3")]


def test_db2_script(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        """CREATE TABLE "DB2ADMIN"."CONTACT" ("ID" INTEGER NOT NULL, "NAME" VARCHAR(20 OCTETS), "DOC" BLOB(1048576) LOGGED) IN "USERSPACE1" ;
INSERT INTO DB2ADMIN.CONTACT (ID, NAME, DOC) VALUES (1, 'It''s', BLOB(X'00FF')),
  (2, NULL, NULL);
INSERT INTO DB2ADMIN.CONTACT (ID, NAME, DOC) VALUES (3, CAST('x' AS VARCHAR(20)), x'0a')@
""",
    )
    assert read.rows == {"CONTACT": [("1", "It's", "00FF"), ("2", None, None), ("3", "x", "0A")]}


def test_inserts_without_definitions_get_positions(tmp_path: Path) -> None:
    read = read_script(tmp_path, "INSERT INTO t VALUES (1,'a');\nINSERT INTO t VALUES (2,'b');\n")
    assert read.columns("t") == ["column_1", "column_2"]
    assert read.rows["t"] == [("1", "a"), ("2", "b")]


def test_definition_after_the_rows(tmp_path: Path) -> None:
    read = read_script(tmp_path, "INSERT INTO t VALUES (1,'a');\nCREATE TABLE T (id int, name text);\n")
    assert (read.columns("t"), read.rows["t"]) == (["id", "name"], [("1", "a")])


def test_names_have_a_schema_only_where_they_clash(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        "CREATE TABLE a.t (x int);\nCREATE TABLE b.t (y int);\nCREATE TABLE b.u (z int);\n"
        "INSERT INTO a.t VALUES (1);\nINSERT INTO b.t VALUES (2);\nINSERT INTO U VALUES (3);\n",
    )
    assert read.rows == {"a.t": [("1",)], "b.t": [("2",)], "u": [("3",)]}


def test_databases_of_one_dump(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        "-- MySQL dump\nUSE `one`;\nCREATE TABLE `t` (`a` int);\nINSERT INTO `t` VALUES (1);\n"
        "USE `two`;\nCREATE TABLE `t` (`a` int, `b` int);\nINSERT INTO `t` VALUES (2,3);\n",
    )
    assert read.rows == {"one.t": [("1",)], "two.t": [("2", "3")]}


def test_changing_lists_of_columns_keep_the_order_of_rows(tmp_path: Path) -> None:
    script = "".join(
        f"INSERT INTO t (id, {'ab'[number % 2]}) VALUES ({number}, 'v{number}');\n" for number in range(1, 5)
    )
    read = read_script(tmp_path, script)
    assert read.columns("t") == ["id", "b", "a"]
    assert read.rows["t"] == [("1", "v1", None), ("2", None, "v2"), ("3", "v3", None), ("4", None, "v4")]


def test_what_would_have_to_be_run_is_rejected_with_its_text(tmp_path: Path) -> None:
    read = read_script(
        tmp_path,
        "INSERT INTO t (a) VALUES (1);\nINSERT INTO t (a) SELECT x FROM u WHERE y = ';';\n"
        "INSERT INTO t SET a = 2;\nINSERT INTO t (a) VALUES ((SELECT max(a) FROM t));\nINSERT INTO t (a) VALUES (1+1);\n"
        "UPDATE t SET a = 3;\nINSERT INTO t (a) VALUES (4);\n",
    )
    assert read.rows["t"] == [("1",), ("4",)]
    assert [(row.place, row.text) for row in read.rejected] == [
        ("line 2", "INSERT INTO t (a) SELECT x FROM u WHERE y = ';';"),
        ("line 3", "INSERT INTO t SET a = 2;"),
        ("line 4", "((SELECT max(a) FROM t))"),
        ("line 5", "(1+1)"),
    ]
    assert read.tables["t"].facts["not run"] == "1 UPDATE"
