-- Who it is. A name that a spreadsheet would take for a formula gets an apostrophe: names are not imported again.
institution AS "INSTITUTION", number AS "CONTACT_NR",
    regexp_replace(firstname, '^([=+@]|-.)', '''\1') AS "FIRSTNAME",
    regexp_replace(lastname, '^([=+@]|-.)', '''\1') AS "LASTNAME",
    regexp_replace(official_name, '^([=+@]|-.)', '''\1') AS "OFFICIAL_NAME"
