"""rsyslog directives that mean nothing to another collector: buffers, its own user, modes of its own files.

Source: rsyslog's documentation, "Legacy Configuration", version 8.2302.
"""

from typing import Final

HARMLESS: Final = frozenset((
    "abortonuncleanconfig", "actionexeconlyonceeveryinterval", "actionfiledefaulttemplate",
    "actionforwarddefaulttemplate", "actionqueuecheckpointinterval", "actionqueuedequeuebatchsize",
    "actionqueuediscardmark", "actionqueuediscardseverity", "actionqueuefilename", "actionqueuehighwatermark",
    "actionqueuelowwatermark", "actionqueuemaxdiskspace", "actionqueuemaxfilesize", "actionqueuesaveonshutdown",
    "actionqueuesize", "actionqueuetimeoutenqueue", "actionqueuetype", "actionqueueworkerthreads",
    "actionresumeinterval", "actionresumeretrycount", "addunixlistensocket", "controlcharacterescapeprefix",
    "createdirs", "debugfile", "debuglevel", "dircreatemode", "dirgroup", "dirowner", "droptrailinglfonreception",
    "dynafilecachesize", "escape8bitcharactersonreceive", "escapecontrolcharactersonreceive", "filecreatemode",
    "filegroup", "fileowner", "generateconfiggraph", "hupisrestart", "imjournalratelimitinterval",
    "imjournalstatefile", "imuxsockratelimitburst", "imuxsockratelimitinterval", "includeconfig",
    "inputfilemaxlinesatonce", "inputfilepersiststateinterval", "inputfilepollinterval", "inputfilereadmode",
    "inputfilestatefile", "kernelloginternalmsgfacility", "klogpermitnonkernelfacility", "localhostname",
    "mainmsgqueuediscardmark", "mainmsgqueuesize", "mainmsgqueuetype", "maxmessagesize", "maxopenfiles", "moddir",
    "omitlocallogging", "optimizeforuniprocessor", "preservefqdn", "privdroptogroup", "privdroptouser",
    "repeatedmsgcontainsoriginalmsg", "repeatedmsgreduction", "spacelfonreceive", "syslogwallname",
    "systemlogratelimitburst", "systemlogratelimitinterval", "systemlogusepidfromsystem", "systemloguseprioritytoo",
    "umask", "workdirectory",
))  # fmt: skip
